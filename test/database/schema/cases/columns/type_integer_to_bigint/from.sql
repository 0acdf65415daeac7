create table t (id integer primary key, n integer default 7 not null);
create index t_n on t (n);
insert into t values (1, 2);
