-- indexes: concurrent
create table t (a integer);
alter table t add constraint c check (a > 0);
