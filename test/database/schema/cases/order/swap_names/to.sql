create view a as select 1 as y;
create table b (x integer);
