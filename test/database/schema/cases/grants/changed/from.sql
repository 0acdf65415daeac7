create table t (id integer primary key, a text);
grant select, update on t to case_reader with grant option;
grant all on t to case_writer;
