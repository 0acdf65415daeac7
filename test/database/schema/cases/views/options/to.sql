create table t (a integer);
create view v with (check_option = local) as select a from t where a > 0;
