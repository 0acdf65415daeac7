create table t (id bigint primary key, n bigint default 7 not null);
create index t_n on t (n);
