-- plinth: upgrade
-- Is public.b.n what public.b.a_id was? Then keep what it holds: instead of dropping the one and adding the other,
--   ALTER TABLE public.b RENAME COLUMN a_id TO n;

ALTER TABLE public.b ADD COLUMN n integer;

-- Loses data: the values of public.b.a_id are lost.
ALTER TABLE public.b DROP COLUMN a_id;

-- Loses data: the values of public.a.id are lost.
ALTER TABLE public.a DROP COLUMN id;

-- plinth: downgrade
-- May fail: public.a may have rows, which have no value for id.
ALTER TABLE public.a ADD COLUMN id integer NOT NULL;

ALTER TABLE public.b ADD COLUMN a_id integer;

-- May fail: rows of public.a may not satisfy a_pkey.
-- Locks: public.a is locked while the index of the primary key constraint is built.
ALTER TABLE public.a ADD CONSTRAINT a_pkey PRIMARY KEY (id);

-- Locks: public.b and public.a take no writes while the rows of public.b are looked through.
ALTER TABLE public.b ADD CONSTRAINT b_a_id_fkey FOREIGN KEY (a_id) REFERENCES public.a(id);

-- Loses data: the values of public.b.n are lost.
ALTER TABLE public.b DROP COLUMN n;
