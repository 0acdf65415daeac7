create table t (a integer, b integer default 1, c integer default 1, d timestamptz default now());
insert into t values (1);
