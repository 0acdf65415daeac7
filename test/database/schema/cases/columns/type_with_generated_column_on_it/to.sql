create table t (n bigint, twice bigint generated always as (n * 2) stored);
