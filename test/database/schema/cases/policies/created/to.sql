create table t (id integer, owner name);
alter table t enable row level security;
create policy own on t for select to case_reader, case_writer using (owner = current_user);
create policy adds on t as restrictive for insert with check (id > 0);
