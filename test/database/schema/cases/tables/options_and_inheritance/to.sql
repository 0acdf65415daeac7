create table parent (a integer, b text, d date default current_date) with (fillfactor = 70);
create table child (c integer) inherits (parent);
create table alone (a integer, b text, d date, exclude using gist (int4range(a, a, '[]') with &&));
create table u (a integer);
alter table parent alter column b set storage external, alter column a set statistics 500;
alter table child replica identity full;
