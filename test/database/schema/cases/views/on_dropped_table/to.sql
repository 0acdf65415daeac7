create table fresh (a integer);
create view v as select a from fresh;
