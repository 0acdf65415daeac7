create table parent (id integer, n integer default 5);
create table child (extra text) inherits (parent);
insert into child values (1, 2, 'a');
