create table t (a integer, b integer generated always as (a * 2) stored);
create view v as select b from t;
