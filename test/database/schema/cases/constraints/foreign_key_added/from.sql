create table a (id integer primary key);
create table b (a_id integer);
insert into a values (1);
insert into b values (1);
