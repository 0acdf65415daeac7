create unlogged table t (a integer primary key);
insert into t values (1);
