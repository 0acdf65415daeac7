create type pair as (a integer);
create table t (p pair);
