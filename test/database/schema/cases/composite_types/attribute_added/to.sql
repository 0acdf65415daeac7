create type pair as (a integer, b text);
create table t (p pair);
