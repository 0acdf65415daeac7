create function tax(n numeric) returns numeric language sql immutable as 'select n * 0.2';
create table t (n numeric, tax numeric generated always as (tax(n)) stored);
