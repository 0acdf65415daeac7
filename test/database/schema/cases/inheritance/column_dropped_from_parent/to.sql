create table parent (id integer);
create table child (extra text) inherits (parent);
