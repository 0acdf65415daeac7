create domain code as bigint;
create table t (c code not null default 5);
create view v as select c from t;
