create table parent (id integer);
create table child (extra text) inherits (parent);
create table grandchild () inherits (child);
insert into grandchild values (1, 'a');
