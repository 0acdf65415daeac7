-- plinth: upgrade
-- Loses data: the rows of public.old are lost.
DROP TABLE public.old;

-- plinth: downgrade
CREATE TABLE public.old (
    id integer NOT NULL,
    note text,
    CONSTRAINT old_pkey PRIMARY KEY (id)
);
