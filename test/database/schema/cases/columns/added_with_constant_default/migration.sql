-- plinth: upgrade
ALTER TABLE public.t ADD COLUMN state text DEFAULT 'new'::text NOT NULL;

-- plinth: downgrade
-- Loses data: the values of public.t.state are lost.
ALTER TABLE public.t DROP COLUMN state;
