-- plinth: upgrade
ALTER TABLE public.t RENAME CONSTRAINT one TO other;

-- plinth: downgrade
ALTER TABLE public.t RENAME CONSTRAINT other TO one;
