create type mood as enum ('sad', 'happy');
create table t (m mood not null default 'sad');
create index t_m on t (m);
insert into t values ('happy');
