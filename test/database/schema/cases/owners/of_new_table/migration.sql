-- plinth: upgrade
CREATE SEQUENCE public.t_id_seq
    AS integer;

CREATE TABLE public.t (
    id integer DEFAULT nextval('public.t_id_seq'::regclass) NOT NULL,
    a text,
    CONSTRAINT t_pkey PRIMARY KEY (id)
);

ALTER SEQUENCE public.t_id_seq OWNED BY public.t.id;
ALTER TABLE public.t OWNER TO case_owner;
GRANT SELECT ON TABLE public.t TO case_reader;

-- plinth: downgrade
-- Loses data: the rows of public.t are lost.
DROP TABLE public.t;
