-- A domain is made anew over another type; the columns of a foreign table have no values; another collation takes the storage away. A foreign key
-- refers to a key that includes a column whose type changes. A column is of a domain over the type whose attribute changes.

-- the first schema
create type public.one as (a integer);
create domain public.many as text[];
create domain public.any as public.many;
create table public.t (a public.many default '{}', b text, c public.one);
alter table public.t alter column b set storage external, alter column c set storage external;
create foreign data wrapper w;
create server s foreign data wrapper w;
create foreign table public.far (a public.one, b integer) server s;
create table public.target (id integer, more integer, unique (id) include (more));
create table public.source (id integer references public.target (id));
create type public.pair as (a integer);
create domain public.pairs as public.pair;
create table public.paired (a public.pairs);

-- the second schema
create type public.one as enum ('a');
create domain public.any as json;
create collation public.other (locale = 'C');
create table public.t (a public.any default null, b text collate public.other, c public.one);
alter table public.t alter column b set storage external;
create foreign data wrapper w;
create server s foreign data wrapper w;
create foreign table public.far (a public.one, b json) server s;
create table public.target (id integer, more bigint, unique (id) include (more));
create table public.source (id integer references public.target (id));
create type public.pair as (a bit(8));
create domain public.pairs as public.pair;
create table public.paired (a public.pairs);
