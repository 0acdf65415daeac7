create extension hstore;
create table t (h hstore, a integer);
create index t_h on t using gin (h);
