create type a as enum ('y', 'x');
create type b as enum ('y');
create table t (id integer primary key, a a, b b, aa a[]);
create index t_a on t (a) where b = 'y';
create function f(a) returns b language sql immutable as $$ select 'y'::b $$;
create cast (a as b) with function f(a);
