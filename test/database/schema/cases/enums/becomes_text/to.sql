create table t (m text not null default 'sad');
create index t_m on t (m);
