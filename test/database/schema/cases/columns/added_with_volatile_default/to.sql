create table t (id integer primary key, token uuid not null default gen_random_uuid());
