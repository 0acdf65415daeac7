create table t (a bigint, b text, c text);
create view one as select a, c from t;
create view two as select a from one;
create materialized view three as select a from two;
create unique index three_a on three (a);
create function count_two() returns bigint language sql as 'select count(*) from two';
comment on view two is 'the second';
grant select on two to pg_monitor;
