create table t (a integer, b integer);
create function total(t) returns integer language sql immutable as 'select $1.a + $1.b';
create index t_total on t (total(t));
create view v as select total(t) from t;
