create table notes (id integer primary key, owner text);
alter table notes enable row level security;
alter table notes force row level security;
create policy own on notes using (owner = current_user) with check (owner <> 'nobody');
create policy reading on notes as restrictive for select to pg_monitor using (id > 0);
