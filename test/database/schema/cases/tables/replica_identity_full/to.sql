create table t (a integer);
alter table t replica identity full;
