create table t (id integer primary key, a text);
grant select, delete on t to case_reader;
