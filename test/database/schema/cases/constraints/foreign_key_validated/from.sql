create table a (id integer primary key);
create table b (a_id integer);
alter table b add constraint b_a foreign key (a_id) references a not valid;
