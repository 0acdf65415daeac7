create table parent (n integer not null);
create table child () inherits (parent);
