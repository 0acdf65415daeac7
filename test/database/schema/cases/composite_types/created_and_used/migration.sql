-- plinth: upgrade
CREATE TYPE public.address AS (
    street text COLLATE pg_catalog."C",
    "zip code" character varying(9)
);

COMMENT ON COLUMN public.address.street IS 'with number';

CREATE TABLE public.t (
    a public.address
);

-- plinth: downgrade
-- Loses data: the rows of public.t are lost.
DROP TABLE public.t;

DROP TYPE public.address;
