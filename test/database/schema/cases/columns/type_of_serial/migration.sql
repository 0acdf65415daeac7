-- plinth: upgrade
ALTER TABLE public.t ALTER COLUMN id DROP DEFAULT;

ALTER SEQUENCE public.t_id_seq
    AS bigint;

-- Rewrites: public.t is locked and rewritten.
ALTER TABLE public.t ALTER COLUMN id TYPE bigint;

ALTER TABLE public.t ALTER COLUMN id SET DEFAULT nextval('public.t_id_seq'::regclass);

-- plinth: downgrade
ALTER TABLE public.t ALTER COLUMN id DROP DEFAULT;

-- May fail: public.t_id_seq may have counted past its new bounds.
ALTER SEQUENCE public.t_id_seq
    AS integer;

-- Rewrites: public.t is locked and rewritten.
-- May fail: public.t.id from bigint to integer: a value that the new type does not take ends it.
ALTER TABLE public.t ALTER COLUMN id TYPE integer;

ALTER TABLE public.t ALTER COLUMN id SET DEFAULT nextval('public.t_id_seq'::regclass);
