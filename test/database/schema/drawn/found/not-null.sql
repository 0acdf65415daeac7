-- Names of 63 bytes: what the server calls a NOT NULL then is cut. A partition that stays while its table is made anew has a NOT NULL of its name.

-- the first schema
create table public.tttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttt1 (id integer);
create table public.heir (id integer) inherits (public.tttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttt1);
create table public.t (üüüüüüüüüüüüüüüüüüüüüüüüüüüüüüü integer);
create table public.part (id integer not null) partition by range (id);
create table public.pppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppp1 partition of public.part for values from (1) to (2);
create schema two;
create table two.root (id integer generated always as identity, part integer not null) partition by list (part);
create table two.leaf partition of two.root for values in (1);

-- the second schema
create table public.tttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttt1 (id integer not null);
create table public.heir (id integer) inherits (public.tttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttt1);
create table public.t (üüüüüüüüüüüüüüüüüüüüüüüüüüüüüüü integer not null);
create table public.part (id integer not null) partition by range (id);
create table public.ppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppp (id integer not null);
alter table public.part attach partition public.ppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppp for values from (1) to (2);
create schema two;
create table two.root (id integer generated always as identity, part integer not null) partition by range (part);
create table two.leaf partition of two.root for values from (1) to (2);
