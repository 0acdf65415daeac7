create table t (a integer default 1, b integer default 2, c integer, d timestamptz default clock_timestamp());
