-- needs: PostgreSQL 14
create table t (id integer);
create function two() returns integer language sql begin atomic select 1; select 2; end;
create function uses_two() returns integer language sql return two() + 1;
create view twos as select two() as two;
