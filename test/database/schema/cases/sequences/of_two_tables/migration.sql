-- plinth: upgrade
CREATE TABLE public.b (
    id integer DEFAULT nextval('public.shared'::regclass)
);

-- plinth: downgrade
-- Loses data: the rows of public.b are lost.
DROP TABLE public.b;
