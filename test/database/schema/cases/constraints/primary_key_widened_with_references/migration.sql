-- plinth: upgrade
ALTER TABLE public.other DROP CONSTRAINT other_t;
ALTER TABLE public.t DROP CONSTRAINT t_pkey;

-- May fail: rows of public.t may not satisfy t_id_key.
-- Locks: public.t is locked while the index of the unique constraint is built.
ALTER TABLE public.t ADD CONSTRAINT t_id_key UNIQUE (id);

-- May fail: rows of public.other may not satisfy other_t.
-- Locks: public.other and public.t take no writes while the rows of public.other are looked through.
ALTER TABLE public.other ADD CONSTRAINT other_t FOREIGN KEY (t_id) REFERENCES public.t(id);

-- May fail: rows of public.t may not satisfy t_pkey.
-- Locks: public.t is locked while the index of the primary key constraint is built.
ALTER TABLE public.t ADD CONSTRAINT t_pkey PRIMARY KEY (id, part);

-- plinth: downgrade
ALTER TABLE public.other DROP CONSTRAINT other_t;
ALTER TABLE public.t DROP CONSTRAINT t_id_key;
ALTER TABLE public.t DROP CONSTRAINT t_pkey;

-- May fail: rows of public.t may not satisfy t_pkey.
-- Locks: public.t is locked while the index of the primary key constraint is built.
ALTER TABLE public.t ADD CONSTRAINT t_pkey PRIMARY KEY (id);

-- May fail: rows of public.other may not satisfy other_t.
-- Locks: public.other and public.t take no writes while the rows of public.other are looked through.
ALTER TABLE public.other ADD CONSTRAINT other_t FOREIGN KEY (t_id) REFERENCES public.t(id);
