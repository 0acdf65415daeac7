-- needs: PostgreSQL 15
create table t (a integer);
create unique index t_a on t (a) nulls not distinct;
