-- plinth: upgrade
-- May fail: public.events.id may hold nulls.
-- Locks: public.events is locked while its rows are looked through.
ALTER TABLE public.events ALTER COLUMN id SET NOT NULL;

ALTER TABLE ONLY public.events ADD CONSTRAINT events_pkey PRIMARY KEY (id, at);

-- May fail: rows of public.events_2025 may not satisfy events_2025_pkey.
-- Locks: public.events_2025 is locked while the index of the primary key constraint is built.
ALTER TABLE public.events_2025 ADD CONSTRAINT events_2025_pkey PRIMARY KEY (id, at);

ALTER INDEX public.events_pkey ATTACH PARTITION public.events_2025_pkey;

-- plinth: downgrade
ALTER TABLE public.events DROP CONSTRAINT events_pkey;
ALTER TABLE public.events ALTER COLUMN id DROP NOT NULL;
