create table t (id integer);
create function allowed(n integer) returns boolean language sql stable as 'select n > 0';
create policy own on t using (allowed(id));
