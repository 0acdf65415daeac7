create table p (a integer, b integer check (b > 0));
create table c (x integer) inherits (p);
create index c_b on c (b);
