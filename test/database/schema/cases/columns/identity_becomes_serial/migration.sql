-- plinth: upgrade
ALTER TABLE public.t ALTER COLUMN id DROP IDENTITY;

CREATE SEQUENCE public.t_id_seq
    AS integer;

ALTER SEQUENCE public.t_id_seq OWNED BY public.t.id;
ALTER TABLE public.t ALTER COLUMN id SET DEFAULT nextval('public.t_id_seq'::regclass);
SELECT pg_catalog.setval('public.t_id_seq', pg_catalog.max(id)) FROM public.t HAVING pg_catalog.max(id) >= 1;

-- plinth: downgrade
ALTER TABLE public.t ALTER COLUMN id DROP DEFAULT;
DROP SEQUENCE public.t_id_seq;
ALTER TABLE public.t ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY;
SELECT pg_catalog.setval('public.t_id_seq', pg_catalog.max(id)) FROM public.t HAVING pg_catalog.max(id) >= 1;
