create table t (id integer primary key, a text, b text);
grant select (id, a) on t to case_reader;
