create table parent (id integer, name text);
create table child (id integer, name text);
alter table child inherit parent;
insert into child values (1, 'a');
