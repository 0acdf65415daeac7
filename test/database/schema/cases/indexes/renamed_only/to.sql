create table t (a integer);
create index other on t (a);
