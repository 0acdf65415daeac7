create table t (a integer constraint u unique);
