create function f() returns integer language sql stable security definer set search_path = pg_catalog, pg_temp set work_mem = '8MB' as 'select 1';
