create schema a;
create schema b;
create view a.v as select 1 as x;
