create table users (id bigint primary key, name text, email text, born date not null default '2000-01-01');
