create table a (id integer primary key, b_id integer);
create table b (id integer primary key, a_id integer references a);
alter table a add constraint a_b foreign key (b_id) references b;
