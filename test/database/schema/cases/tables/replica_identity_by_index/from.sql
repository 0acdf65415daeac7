create table t (a integer not null, b integer not null);
create unique index t_a on t (a);
create unique index t_b on t (b);
alter table t replica identity using index t_a;
