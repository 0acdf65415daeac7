create table t (a integer);
create materialized view m as select a from t;
