create type pair as (a integer, b text);
create table t (id integer, p pair);
insert into t values (1, row(1, 'x'));
