-- Names of 63 bytes: what the server calls a NOT NULL then is cut.

-- the first schema
create table public.tttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttt1 (id integer);
create table public.heir (id integer) inherits (public.tttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttt1);
create table public.t (üüüüüüüüüüüüüüüüüüüüüüüüüüüüüüü integer);
create table public.part (id integer not null) partition by range (id);
create table public.pppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppp1 partition of public.part for values from (1) to (2);

-- the second schema
create table public.tttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttt1 (id integer not null);
create table public.heir (id integer) inherits (public.tttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttt1);
create table public.t (üüüüüüüüüüüüüüüüüüüüüüüüüüüüüüü integer not null);
create table public.part (id integer not null) partition by range (id);
create table public.ppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppp (id integer not null);
alter table public.part attach partition public.ppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppp for values from (1) to (2);
