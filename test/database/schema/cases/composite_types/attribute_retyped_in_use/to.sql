create type pair as (a bigint, b text);
create table t (id integer, p pair);
