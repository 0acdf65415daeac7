create table settings (name text primary key, value text);
create function setting(n text) returns text language sql stable as 'select value from public.settings where name = n';
create materialized view m as select public.setting('x') as x;
