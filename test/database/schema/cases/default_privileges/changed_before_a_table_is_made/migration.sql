-- plinth: upgrade
CREATE TABLE public.t (
    id integer
);

GRANT SELECT ON TABLE public.t TO case_reader;
GRANT INSERT, SELECT ON TABLE public.t TO case_writer;
ALTER DEFAULT PRIVILEGES FOR ROLE postgres IN SCHEMA public REVOKE SELECT ON TABLES FROM case_reader;
ALTER DEFAULT PRIVILEGES FOR ROLE postgres IN SCHEMA public GRANT INSERT, SELECT ON TABLES TO case_writer;

-- plinth: downgrade
ALTER DEFAULT PRIVILEGES FOR ROLE postgres IN SCHEMA public REVOKE INSERT, SELECT ON TABLES FROM case_writer;
ALTER DEFAULT PRIVILEGES FOR ROLE postgres IN SCHEMA public GRANT SELECT ON TABLES TO case_reader;

-- Loses data: the rows of public.t are lost.
DROP TABLE public.t;
