create type pair as (a integer, b text);
create table t of pair;
insert into t values (1, 'x');
