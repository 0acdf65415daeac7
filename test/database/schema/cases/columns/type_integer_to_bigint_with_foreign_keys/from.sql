create table a (id integer primary key);
create table b (id integer primary key, a_id integer not null references a);
insert into a values (1);
insert into b values (1, 1);
