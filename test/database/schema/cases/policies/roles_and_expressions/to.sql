create table t (id integer, owner name);
create policy own on t to case_writer using (id > 1) with check (id > 2);
