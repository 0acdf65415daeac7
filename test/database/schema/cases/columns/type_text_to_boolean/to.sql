create table t (b boolean);
