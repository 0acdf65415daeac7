-- needs: PostgreSQL 18
create table t (a integer, b integer, total integer generated always as (a + b) virtual);
