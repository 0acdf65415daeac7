create table parent (a integer, b text);
create table child (c integer) inherits (parent);
create unlogged table u (a integer);
