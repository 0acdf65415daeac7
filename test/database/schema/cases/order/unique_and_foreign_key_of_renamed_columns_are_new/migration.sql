-- plinth: upgrade
-- May fail: public.a may have rows, which have no value for code.
ALTER TABLE public.a ADD COLUMN code text NOT NULL;

ALTER TABLE public.b ADD COLUMN a_code text;

-- Loses data: the values of public.b.a_id are lost.
ALTER TABLE public.b DROP COLUMN a_id;

-- Loses data: the values of public.a.id are lost.
ALTER TABLE public.a DROP COLUMN id;

-- May fail: rows of public.a may not satisfy a_pkey.
-- Locks: public.a is locked while the index of the primary key constraint is built.
ALTER TABLE public.a ADD CONSTRAINT a_pkey PRIMARY KEY (code);

-- Locks: public.b and public.a take no writes while the rows of public.b are looked through.
ALTER TABLE public.b ADD CONSTRAINT b_a_code_fkey FOREIGN KEY (a_code) REFERENCES public.a(code);

-- plinth: downgrade
-- May fail: public.a may have rows, which have no value for id.
ALTER TABLE public.a ADD COLUMN id integer NOT NULL;

ALTER TABLE public.b ADD COLUMN a_id integer;

-- Loses data: the values of public.b.a_code are lost.
ALTER TABLE public.b DROP COLUMN a_code;

-- Loses data: the values of public.a.code are lost.
ALTER TABLE public.a DROP COLUMN code;

-- May fail: rows of public.a may not satisfy a_pkey.
-- Locks: public.a is locked while the index of the primary key constraint is built.
ALTER TABLE public.a ADD CONSTRAINT a_pkey PRIMARY KEY (id);

-- Locks: public.b and public.a take no writes while the rows of public.b are looked through.
ALTER TABLE public.b ADD CONSTRAINT b_a_id_fkey FOREIGN KEY (a_id) REFERENCES public.a(id);
