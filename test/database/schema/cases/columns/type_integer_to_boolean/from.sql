create table t (b integer not null default 0);
insert into t values (1), (0);
