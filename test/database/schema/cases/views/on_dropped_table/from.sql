create table old (a integer);
create view v as select a from old;
