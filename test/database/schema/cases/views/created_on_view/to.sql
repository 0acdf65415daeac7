create table t (a integer, b text);
create view one as select a from t;
create view two as select a + 1 as a from one;
comment on view two is 'more';
