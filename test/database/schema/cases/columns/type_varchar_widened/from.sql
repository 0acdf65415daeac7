create table t (a varchar(10), b varchar(20));
create index t_a on t (a);
insert into t values ('abc', 'def');
