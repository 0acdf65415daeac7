-- plinth: upgrade
DROP POLICY own ON public.t;

CREATE POLICY own ON public.t
    FOR UPDATE
    USING ((id > 0));

-- plinth: downgrade
DROP POLICY own ON public.t;

CREATE POLICY own ON public.t
    FOR SELECT
    USING ((id > 0));
