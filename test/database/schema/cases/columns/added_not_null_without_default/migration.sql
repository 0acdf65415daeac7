-- plinth: upgrade
-- May fail: public.t may have rows, which have no value for name.
ALTER TABLE public.t ADD COLUMN name text NOT NULL;

-- plinth: downgrade
-- Loses data: the values of public.t.name are lost.
ALTER TABLE public.t DROP COLUMN name;
