create table t (a integer, b integer);
create view v as select a from t;
create rule v_insert as on insert to v do instead insert into t values (new.a);
create foreign data wrapper nothing;
create server elsewhere foreign data wrapper nothing options (host 'it''s');
create foreign table far (a integer options (name 'b') not null) server elsewhere;
