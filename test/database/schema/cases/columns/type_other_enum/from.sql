create type old_state as enum ('new', 'done');
create type state as enum ('new', 'late', 'done');
create table t (s old_state not null default 'new');
insert into t values ('done');
