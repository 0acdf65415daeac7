-- plinth: upgrade
CREATE POLICY adds ON public.t
    AS RESTRICTIVE
    FOR INSERT
    WITH CHECK ((id > 0));

CREATE POLICY own ON public.t
    FOR SELECT
    TO case_reader, case_writer
    USING ((owner = CURRENT_USER));

ALTER TABLE public.t ENABLE ROW LEVEL SECURITY;

-- plinth: downgrade
DROP POLICY adds ON public.t;
DROP POLICY own ON public.t;
ALTER TABLE public.t DISABLE ROW LEVEL SECURITY;
