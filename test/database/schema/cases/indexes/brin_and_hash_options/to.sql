create table t (a integer, b text);
create index t_a on t using brin (a) with (pages_per_range = 16);
create index t_b on t using hash (b) with (fillfactor = 80);
