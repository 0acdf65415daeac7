create table t (a integer, b integer generated always as (a * 2) stored);
create index t_b on t (b);
insert into t values (1);
