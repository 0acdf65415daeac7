-- plinth: upgrade
-- May fail: public.t.a may hold nulls.
ALTER TABLE public.t VALIDATE CONSTRAINT t_a_not_null;

-- plinth: downgrade
ALTER TABLE public.t DROP CONSTRAINT t_a_not_null;
ALTER TABLE public.t ADD CONSTRAINT t_a_not_null NOT NULL a NOT VALID;
