create table a (x integer);
create view b as select 1 as y;
