-- plinth: upgrade
ALTER TABLE public.t ALTER COLUMN id SET DEFAULT nextval('public.counter'::regclass);

-- plinth: downgrade
ALTER TABLE public.t ALTER COLUMN id DROP DEFAULT;
