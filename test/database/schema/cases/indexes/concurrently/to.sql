-- indexes: concurrent
create table t (a integer, b integer, c integer);
create unique index new_index on t (b);
create index c_index on t (c);
create table fresh (x integer);
create index fresh_x on fresh (x);
