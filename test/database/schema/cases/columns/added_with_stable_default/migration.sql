-- plinth: upgrade
ALTER TABLE public.t ADD COLUMN at timestamp with time zone DEFAULT now() NOT NULL;

-- plinth: downgrade
-- Loses data: the values of public.t.at are lost.
ALTER TABLE public.t DROP COLUMN at;
