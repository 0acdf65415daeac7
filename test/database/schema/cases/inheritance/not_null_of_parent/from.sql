create table parent (n integer);
create table child () inherits (parent);
insert into child values (5);
