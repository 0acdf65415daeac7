create table t (n integer, twice integer generated always as (n * 2) stored);
insert into t values (2);
