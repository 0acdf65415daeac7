-- plinth: upgrade
REVOKE UPDATE ON TABLE public.t FROM case_reader;
REVOKE GRANT OPTION FOR SELECT ON TABLE public.t FROM case_reader;
REVOKE ALL ON TABLE public.t FROM case_writer;
GRANT DELETE ON TABLE public.t TO case_reader;

-- plinth: downgrade
REVOKE DELETE ON TABLE public.t FROM case_reader;
GRANT SELECT, UPDATE ON TABLE public.t TO case_reader WITH GRANT OPTION;
GRANT ALL ON TABLE public.t TO case_writer;
