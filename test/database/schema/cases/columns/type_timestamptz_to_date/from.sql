create table t (at timestamptz);
insert into t values ('2026-01-01 12:00+00');
