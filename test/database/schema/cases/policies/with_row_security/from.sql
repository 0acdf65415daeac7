create table notes (id integer primary key, owner text);
alter table notes enable row level security;
create policy own on notes using (owner = current_user);
create policy gone on notes for select using (true);
