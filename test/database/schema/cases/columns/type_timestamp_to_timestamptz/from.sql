create table t (at timestamp not null default '2000-01-01');
insert into t values ('2026-01-01 12:00');
