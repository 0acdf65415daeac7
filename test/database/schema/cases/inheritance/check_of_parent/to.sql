create table parent (n integer, constraint positive check (n > 0));
create table child () inherits (parent);
