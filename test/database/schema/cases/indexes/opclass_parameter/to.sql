-- needs: PostgreSQL 13
create table t (d tsvector);
create index t_d on t using gist (d tsvector_ops (siglen = 32));
