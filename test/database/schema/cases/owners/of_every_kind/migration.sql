-- plinth: upgrade
ALTER SCHEMA s OWNER TO case_owner;
ALTER TYPE public.e OWNER TO case_owner;
ALTER DOMAIN public.d OWNER TO case_owner;
GRANT USAGE ON FOREIGN DATA WRAPPER w TO case_owner;
ALTER SERVER sv OWNER TO case_owner;
ALTER SEQUENCE public.q OWNER TO case_owner;
ALTER TABLE public.t OWNER TO case_owner;
ALTER STATISTICS public.st OWNER TO case_owner;
ALTER VIEW public.v OWNER TO case_owner;
ALTER MATERIALIZED VIEW public.m OWNER TO case_owner;
ALTER FUNCTION public.f(integer) OWNER TO case_owner;
ALTER PROCEDURE public.p() OWNER TO case_owner;
ALTER AGGREGATE public.ag(integer) OWNER TO case_owner;

-- plinth: downgrade
ALTER SCHEMA s OWNER TO postgres;
ALTER TYPE public.e OWNER TO postgres;
ALTER DOMAIN public.d OWNER TO postgres;
REVOKE USAGE ON FOREIGN DATA WRAPPER w FROM case_owner;
ALTER SERVER sv OWNER TO postgres;
ALTER SEQUENCE public.q OWNER TO postgres;
ALTER TABLE public.t OWNER TO postgres;
ALTER STATISTICS public.st OWNER TO postgres;
ALTER VIEW public.v OWNER TO postgres;
ALTER MATERIALIZED VIEW public.m OWNER TO postgres;
ALTER FUNCTION public.f(integer) OWNER TO postgres;
ALTER PROCEDURE public.p() OWNER TO postgres;
ALTER AGGREGATE public.ag(integer) OWNER TO postgres;
