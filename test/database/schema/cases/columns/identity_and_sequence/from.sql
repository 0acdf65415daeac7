create table a (id bigint generated always as identity primary key);
create table b (id integer not null);
create table c (id serial primary key);
create sequence numbers increment by 2;
insert into a default values;
