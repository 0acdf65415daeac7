create function add(a integer, b integer default 1) returns integer language sql immutable strict parallel safe cost 5 as 'select a + b';
comment on function add(integer, integer) is 'adds';
