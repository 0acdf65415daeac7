-- plinth: upgrade
ALTER TABLE public.a ALTER COLUMN id DROP DEFAULT;
DROP SEQUENCE public.s;

-- plinth: downgrade
CREATE SEQUENCE public.s;
ALTER TABLE public.a ALTER COLUMN id SET DEFAULT nextval('public.s'::regclass);
