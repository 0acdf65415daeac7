create table t (id integer);
create policy own on t for select using (id > 0);
