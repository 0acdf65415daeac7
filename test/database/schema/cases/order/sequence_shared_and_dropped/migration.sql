-- plinth: upgrade
ALTER TABLE public.a ALTER COLUMN id DROP DEFAULT;
DROP SEQUENCE public.s;

-- plinth: downgrade
CREATE SEQUENCE public.s;
ALTER TABLE public.a ALTER COLUMN id SET DEFAULT nextval('public.s'::regclass);
SELECT pg_catalog.setval('public.s', pg_catalog.max(id)) FROM public.a HAVING pg_catalog.max(id) >= 1;
