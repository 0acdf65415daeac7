create table parent (id integer, name text);
create table child (id integer, name text, more text);
insert into child values (1, 'a', 'b');
