create table a (id integer);
create table b (id integer);
create sequence numbers;
alter sequence numbers owned by b.id;
