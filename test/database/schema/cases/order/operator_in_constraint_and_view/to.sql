create function near(a integer, b integer) returns boolean language sql immutable as 'select abs(a - b) < 2';
create operator ~~~ (leftarg = integer, rightarg = integer, function = near);
create table t (a integer, b integer, check (a operator(public.~~~) b));
create view v as select * from t where a operator(public.~~~) b;
