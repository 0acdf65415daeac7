-- plinth: upgrade
DROP POLICY gone ON public.notes;

ALTER POLICY own ON public.notes
    WITH CHECK ((owner <> 'nobody'::text));

CREATE POLICY reading ON public.notes
    AS RESTRICTIVE
    FOR SELECT
    TO pg_monitor
    USING ((id > 0));

ALTER TABLE public.notes FORCE ROW LEVEL SECURITY;

-- plinth: downgrade
DROP POLICY own ON public.notes;
DROP POLICY reading ON public.notes;

CREATE POLICY gone ON public.notes
    FOR SELECT
    USING (true);

CREATE POLICY own ON public.notes
    USING ((owner = CURRENT_USER));

ALTER TABLE public.notes NO FORCE ROW LEVEL SECURITY;
