create table t (id integer);
create sequence numbers;
alter sequence numbers owned by t.id;
