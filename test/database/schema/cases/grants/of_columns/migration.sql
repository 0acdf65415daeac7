-- plinth: upgrade
REVOKE SELECT (a) ON TABLE public.t FROM case_reader;
GRANT UPDATE (b) ON TABLE public.t TO case_reader;

-- plinth: downgrade
GRANT SELECT (a) ON TABLE public.t TO case_reader;
REVOKE UPDATE (b) ON TABLE public.t FROM case_reader;
