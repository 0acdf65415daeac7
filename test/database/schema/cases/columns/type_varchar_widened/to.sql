create table t (a varchar(20), b text);
create index t_a on t (a);
