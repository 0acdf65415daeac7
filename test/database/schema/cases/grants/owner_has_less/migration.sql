-- plinth: upgrade
REVOKE ALL ON TABLE public.t FROM postgres;
GRANT INSERT, MAINTAIN, REFERENCES, SELECT, TRIGGER, TRUNCATE, UPDATE ON TABLE public.t TO postgres;

-- plinth: downgrade
GRANT ALL ON TABLE public.t TO postgres;
