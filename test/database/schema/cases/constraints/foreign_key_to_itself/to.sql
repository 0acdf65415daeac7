create table t (id integer primary key, parent integer references t);
