create table a (id integer primary key, code text not null);
create table b (a_id integer references a);
