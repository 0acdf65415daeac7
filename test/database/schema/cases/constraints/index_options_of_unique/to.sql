create table t (a integer, constraint u unique (a) with (fillfactor = 70));
