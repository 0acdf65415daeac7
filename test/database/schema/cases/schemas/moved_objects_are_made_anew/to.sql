create schema a;
create schema b;
create view b.v as select 1 as x;
