-- plinth: upgrade
ALTER TABLE public.events ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY;
SELECT pg_catalog.setval('public.events_id_seq', pg_catalog.max(id)) FROM public.events HAVING pg_catalog.max(id) >= 1;

-- plinth: downgrade
ALTER TABLE public.events ALTER COLUMN id DROP IDENTITY;
