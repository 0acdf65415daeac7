create type size as enum ('big', 'small');
create table t (s size not null default 'small', constraint c check (s <> 'big'));
create index t_s on t (s);
insert into t values ('small');
