create table counts (id serial primary key, n integer);
create unlogged table drafts (id serial primary key);
create table notes (id serial primary key);
