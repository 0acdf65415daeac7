create table t (id integer, owner_id integer);
create table members (id integer primary key, name name);
create function is_member(i integer) returns boolean language sql stable as 'select exists (select from members where id = i)';
alter table t enable row level security;
create policy p on t using (is_member(owner_id));
