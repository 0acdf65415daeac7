create table t (id integer, owner name);
create policy own on t to case_reader using (id > 0);
