-- indexes: concurrent
create table t (a integer not null);
create unique index t_a on t (a);
alter table t replica identity using index t_a;
