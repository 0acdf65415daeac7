create type pair as (a integer, b text);
create table t (p pair);
insert into t values (row(1, 'x'));
