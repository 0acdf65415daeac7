create table parent (n integer default 1);
create table child () inherits (parent);
alter table child alter column n set default 2;
