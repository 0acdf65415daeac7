create table t (id integer, owner name);
