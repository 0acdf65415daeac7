alter default privileges in schema public grant select, insert on tables to case_writer;
create table t (id integer);
grant select on t to case_reader;
