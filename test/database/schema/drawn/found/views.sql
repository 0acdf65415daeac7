-- A view that used only that there are rows of another one uses a column of it, whose type changes.

-- the first schema
create table public.t (id integer, word character(4));
create view public.two as select a.word as value from public.t a;
create view public.one as select a.id from public.t a cross join public.two b;

-- the second schema
create table public.t (id integer);
create view public.two as select a.id as value from public.t a;
create view public.one as select a.id from public.t a join public.two b on a.id = b.value;
