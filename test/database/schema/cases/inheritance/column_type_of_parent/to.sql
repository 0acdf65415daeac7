create table parent (id integer, n bigint default 5);
create table child (extra text) inherits (parent);
