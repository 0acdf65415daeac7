-- plinth: upgrade
CREATE SEQUENCE public.t_id_seq
    AS integer;

-- Rewrites: public.t is locked and rewritten.
ALTER TABLE public.t ADD COLUMN id integer DEFAULT nextval('public.t_id_seq'::regclass) NOT NULL;

ALTER SEQUENCE public.t_id_seq OWNED BY public.t.id;

-- plinth: downgrade
-- Loses data: the values of public.t.id are lost.
ALTER TABLE public.t DROP COLUMN id;
