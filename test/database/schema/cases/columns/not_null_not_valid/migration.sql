-- plinth: upgrade
ALTER TABLE public.t ADD NOT NULL a NOT VALID;

-- plinth: downgrade
ALTER TABLE public.t ALTER COLUMN a DROP NOT NULL;
