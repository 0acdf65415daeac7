create table a (id bigint primary key);
create table b (id integer primary key, a_id bigint not null references a);
