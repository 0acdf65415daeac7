-- IN over a varying: the server casts the whole array, and writes that so that it reads it otherwise.

-- the first schema
create table public.t (kind varchar(20), n numeric, at date, part varchar(9));

-- the second schema
create type public.mood as enum ('a', 'b');
create table public.t (kind varchar(20) check (kind in ('a', 'it''s ]', 'c,d')), n numeric check (n in (1, 2)), at date, part varchar(9),
  check (n = any (array[1, 2, -3]) or kind not in ('x', 'y') or n = any (array[1.5, 2.5])), check (kind <> all (array['a'::varchar(3), 'b'::varchar(3)])));
create view public.v as select kind, n in (4, 5) as few, kind in ('E', E'a\nb', null) as some, array[1, 2]::numeric[] as numbers from public.t where kind not in ('x', 'y');
create index on public.t (n) where kind in ('a', 'b') and part = any (array['x', 'y']);
create policy p on public.t using (kind in ('a', 'b'));
create function public.f(a varchar) returns boolean language sql begin atomic select a in ('a', 'b'); end;
create function public.g(a varchar) returns boolean language sql as $$ select a = any ((ARRAY['a'::varchar])::text[]) $$;
create domain public.d as varchar(9) check (value in ('a', 'b'));
