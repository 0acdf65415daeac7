create table p (a integer);
create table c (b integer) inherits (p);
alter table p add column d text;
create view v as select a, b, d from c;
