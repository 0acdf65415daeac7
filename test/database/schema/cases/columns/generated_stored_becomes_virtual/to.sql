-- needs: PostgreSQL 18
create table t (a integer, b integer generated always as (a * 2) virtual);
