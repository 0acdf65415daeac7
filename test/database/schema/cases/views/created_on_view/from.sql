create table t (a integer, b text);
create view one as select a from t;
