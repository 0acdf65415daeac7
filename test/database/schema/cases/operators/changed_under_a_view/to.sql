create function near(a integer, b integer) returns boolean language sql immutable as 'select abs(a - b) < 2';
create operator ~~~ (leftarg = integer, rightarg = integer, function = near, commutator = ~~~);
create view v as select 1 operator(public.~~~) 2 as x;
