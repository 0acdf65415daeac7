create table a (id integer primary key);
create table t (x integer, y integer references a, z integer, check (x < z), unique (y, z), exclude using gist (int4range(x, z) with &&));
create index t_i on t (x) include (y);
create index t_p on t (x) where y > 0;
