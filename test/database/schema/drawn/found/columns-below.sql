-- A column that comes to partitions with their table's has other settings there, and no default; a column that was generated is it no more, of partitions too.

-- the first schema
create table public.root (id integer, part integer, text1 text, kind text) partition by list (part);
create table public.leaf partition of public.root for values in (1) partition by list (part);
create table public.below partition of public.leaf for values in (1);
alter table public.leaf alter column kind set storage external;
create table public.making (id integer, made integer generated always as (id + 1) stored) partition by list (id);
create table public.makes partition of public.making for values in (1);

-- the second schema
create table public.root (id integer, part integer, text1 text, kind uuid, added text default 'x', word text) partition by list (part);
create table public.leaf partition of public.root for values in (1) partition by list (part);
create table public.below partition of public.leaf for values in (1);
alter table public.leaf alter column added drop default;
alter table public.leaf alter column word set statistics 50;
alter table public.below alter column added set storage external, alter column added drop default, alter column word set not null;
create table public.making (id integer, made integer) partition by list (id);
create table public.makes partition of public.making for values in (1);
