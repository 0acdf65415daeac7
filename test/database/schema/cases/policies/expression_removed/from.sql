create table t (id integer);
create policy own on t using (id > 0) with check (id > 0);
