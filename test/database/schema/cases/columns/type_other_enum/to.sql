create type old_state as enum ('new', 'done');
create type state as enum ('new', 'late', 'done');
create table t (s state not null default 'new');
