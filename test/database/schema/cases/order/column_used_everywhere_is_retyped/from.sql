create table t (id integer primary key, n integer not null default 1 check (n > 0), m integer generated always as (n + 1) stored);
create index t_n on t (n) where n > 5;
create view v as select n, m from t;
create materialized view mv as select n from v;
create unique index mv_n on mv (n);
create policy p on t using (n > 0);
create statistics st on id, n from t;
grant select on v to case_reader;
insert into t values (1, 2);
