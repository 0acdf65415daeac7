create table p (a integer);
create table c (b integer) inherits (p);
create view v as select a, b from c;
insert into c values (1, 2);
