create table t (d tsvector);
create index t_d on t using gist (d);
