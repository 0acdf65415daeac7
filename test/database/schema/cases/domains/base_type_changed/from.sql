create domain code as integer;
create table t (c code not null default 5);
create view v as select c from t;
insert into t values (7);
