create table t (a bigint, b integer);
create view v1 as select a from t;
create view v2 as select a, 1 as one from v1;
create view v3 as select v1.a, v2.one from v1 join v2 using (a);
create view unrelated as select b from t;
