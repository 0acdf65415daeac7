-- plinth: upgrade
ALTER TABLE public.t ALTER COLUMN id DROP IDENTITY;

-- plinth: downgrade
ALTER TABLE public.t ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY;
SELECT pg_catalog.setval('public.t_id_seq', pg_catalog.max(id)) FROM public.t HAVING pg_catalog.max(id) >= 1;
