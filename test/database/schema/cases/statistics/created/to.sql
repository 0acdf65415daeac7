create table t (a integer, b integer);
create statistics s (dependencies, mcv) on a, b from t;
alter statistics s set statistics 500;
comment on statistics s is 'both';
