create table t (d text, ts text);
insert into t values ('2026-01-02', '2026-01-02 03:04:05+00');
