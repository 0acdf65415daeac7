create type state as enum ('new', 'done');
create table t (id integer, s text not null default 'new');
create index t_s on t (s);
insert into t values (1, 'done');
