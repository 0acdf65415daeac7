create table t (id integer);
create function allowed(i integer) returns boolean language sql stable as 'select i > 0';
create policy own on t using (allowed(id));
