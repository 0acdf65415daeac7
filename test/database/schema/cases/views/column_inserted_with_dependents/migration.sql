-- plinth: upgrade
DROP FUNCTION public.rows();
DROP VIEW public.two;
DROP VIEW public.one;

CREATE VIEW public.one AS
SELECT a,
    b
   FROM public.t;

CREATE VIEW public.two AS
SELECT b
   FROM public.one;

GRANT SELECT ON TABLE public.two TO case_reader;
COMMENT ON VIEW public.two IS 'kept';

CREATE OR REPLACE FUNCTION public.rows()
 RETURNS SETOF public.one
 LANGUAGE sql
BEGIN ATOMIC
 SELECT one.a,
     one.b
    FROM public.one;
END;

-- plinth: downgrade
DROP FUNCTION public.rows();
DROP VIEW public.two;
DROP VIEW public.one;

CREATE VIEW public.one AS
SELECT b
   FROM public.t;

CREATE VIEW public.two AS
SELECT b
   FROM public.one;

GRANT SELECT ON TABLE public.two TO case_reader;
COMMENT ON VIEW public.two IS 'kept';

CREATE OR REPLACE FUNCTION public.rows()
 RETURNS SETOF public.one
 LANGUAGE sql
BEGIN ATOMIC
 SELECT one.b
    FROM public.one;
END;
