create table a (id integer primary key);
create table a2 (id integer primary key);
create table b (a_id integer, constraint b_a foreign key (a_id) references a);
