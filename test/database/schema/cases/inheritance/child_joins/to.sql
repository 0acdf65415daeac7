create table parent (id integer, name text);
create table child (id integer, name text, more text);
alter table child inherit parent;
