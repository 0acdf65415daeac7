-- plinth: upgrade
DROP VIEW public.v;

CREATE VIEW public.v AS
SELECT b,
    a
   FROM public.t;

GRANT UPDATE (a) ON TABLE public.v TO case_writer;
COMMENT ON COLUMN public.v.a IS 'kept';
ALTER VIEW public.v OWNER TO case_owner;
GRANT SELECT ON TABLE public.v TO case_reader WITH GRANT OPTION;

-- plinth: downgrade
DROP VIEW public.v;

CREATE VIEW public.v AS
SELECT a
   FROM public.t;

GRANT UPDATE (a) ON TABLE public.v TO case_writer;
COMMENT ON COLUMN public.v.a IS 'kept';
ALTER VIEW public.v OWNER TO case_owner;
GRANT SELECT ON TABLE public.v TO case_reader WITH GRANT OPTION;
