-- needs: PostgreSQL 17
create table t (a integer, b integer generated always as (a * 3) stored);
create index t_b on t (b);
