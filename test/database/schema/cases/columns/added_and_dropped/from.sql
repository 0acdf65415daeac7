create table users (id bigint primary key, name text, old text default 'x');
insert into users values (1, 'a', 'b');
