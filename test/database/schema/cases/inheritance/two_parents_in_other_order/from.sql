create table a (x integer);
create table b (y integer);
create table c (x integer, y integer) inherits (a, b);
