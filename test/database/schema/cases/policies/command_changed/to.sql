create table t (id integer);
create policy own on t for update using (id > 0);
