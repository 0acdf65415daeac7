-- A child has a column of its own, and that it takes no nulls from its parent only.

-- the first schema
create table public.parent (id integer);
create schema made;

-- the second schema
create table public.parent (id integer primary key);
create table public.child (id integer, more integer) inherits (public.parent);
create schema made;
create table made.parent (id integer not null, "Other" integer not null);
create table made.child (id integer, "Other" integer not null) inherits (made.parent);
