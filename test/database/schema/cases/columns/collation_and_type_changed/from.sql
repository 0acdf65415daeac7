create table t (a varchar(5) collate "C");
insert into t values ('a');
