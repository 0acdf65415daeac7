-- indexes: concurrent
create table t (a integer);
