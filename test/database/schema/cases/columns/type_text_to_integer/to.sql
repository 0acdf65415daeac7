create table t (id integer primary key, code integer default 0);
