-- asked: yes
create table users (id integer primary key, full_name text not null);
create view names as select full_name as name from users;
create index by_name on users (lower(full_name));
