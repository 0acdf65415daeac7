create table t (a text collate "C", b text);
create index t_a on t (a);
insert into t values ('a', 'b');
