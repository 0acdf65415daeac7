create table t (a integer);
create index one on t (a);
