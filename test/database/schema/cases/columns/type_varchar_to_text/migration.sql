-- plinth: upgrade
ALTER TABLE public.t ALTER COLUMN a TYPE text;

-- plinth: downgrade
ALTER TABLE public.t ALTER COLUMN a TYPE character varying;
