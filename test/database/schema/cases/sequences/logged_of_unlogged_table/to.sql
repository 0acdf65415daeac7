-- needs: PostgreSQL 15
create unlogged table counts (id serial primary key, n integer);
alter sequence counts_id_seq set logged;
create table drafts (id serial primary key);
alter sequence drafts_id_seq set unlogged;
create unlogged table notes (id serial primary key);
