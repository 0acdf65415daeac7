-- plinth: upgrade
ALTER POLICY own ON public.t
    TO case_writer
    USING ((id > 1))
    WITH CHECK ((id > 2));

-- plinth: downgrade
DROP POLICY own ON public.t;

CREATE POLICY own ON public.t
    TO case_reader
    USING ((id > 0));
