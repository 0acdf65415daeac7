-- plinth: upgrade
DROP POLICY own ON public.t;

CREATE POLICY own ON public.t
    USING ((id > 0));

-- plinth: downgrade
ALTER POLICY own ON public.t
    WITH CHECK ((id > 0));
