create table parent (id integer, note text not null default '');
create table child (extra text) inherits (parent);
create table grandchild () inherits (child);
