create table t (id integer primary key, code text);
create view v as select id, code from t;
insert into t values (1, 'a');
