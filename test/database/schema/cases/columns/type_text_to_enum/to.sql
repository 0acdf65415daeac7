create type state as enum ('new', 'done');
create table t (id integer, s state not null default 'new');
create index t_s on t (s);
