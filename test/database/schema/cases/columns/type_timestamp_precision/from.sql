create table t (a timestamptz(3), b timestamptz);
insert into t values ('2026-01-01 12:00', '2026-01-01 12:00');
