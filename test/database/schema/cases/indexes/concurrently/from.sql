create table t (a integer, b integer);
create index old_index on t (a);
insert into t select n, n from generate_series(1, 100) n;
