create table t (a integer, b integer, c varchar(5), d text);
insert into t values (1, 2, 'c', '4');
