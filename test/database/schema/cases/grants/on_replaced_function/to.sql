create function f(b integer) returns integer language sql as 'select 1';
revoke execute on function f(integer) from public;
grant execute on function f(integer) to case_reader;
