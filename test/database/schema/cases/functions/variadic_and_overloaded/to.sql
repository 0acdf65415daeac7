create function f(variadic a integer[]) returns integer language sql as 'select a[1]';
create function f(a text) returns integer language sql as 'select 1';
create function f(a text, b text) returns integer language sql as 'select 2';
