create table t (id integer, b text, primary key (id));
