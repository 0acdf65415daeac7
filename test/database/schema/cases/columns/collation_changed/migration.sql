-- plinth: upgrade
-- Locks: public.t is locked while t_a is built anew.
ALTER TABLE public.t ALTER COLUMN a TYPE text COLLATE pg_catalog."POSIX";

ALTER TABLE public.t ALTER COLUMN b TYPE text COLLATE pg_catalog."C";

-- plinth: downgrade
-- Locks: public.t is locked while t_a is built anew.
ALTER TABLE public.t ALTER COLUMN a TYPE text COLLATE pg_catalog."C";

ALTER TABLE public.t ALTER COLUMN b TYPE text;
