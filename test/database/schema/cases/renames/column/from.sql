create table users (id integer primary key, name text not null);
create view names as select name from users;
create index by_name on users (lower(name));
insert into users values (1, 'a');
