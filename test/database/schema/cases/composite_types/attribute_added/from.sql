create type pair as (a integer);
create table t (p pair);
insert into t values (row(1));
