create table t (id integer primary key, a text, b text);
grant select (id), update (b) on t to case_reader;
