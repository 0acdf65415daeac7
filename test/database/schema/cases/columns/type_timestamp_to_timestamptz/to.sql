create table t (at timestamptz not null default '2000-01-01 00:00:00+00');
