-- plinth: upgrade
-- plinth: no-transaction
-- Runs without a transaction, for VALIDATE CONSTRAINT spares writers only when what is before it is committed: where a statement fails, those before it stay.

ALTER TABLE public.t ADD CONSTRAINT c CHECK ((a > 0)) NOT VALID;

-- May fail: rows of public.t may not satisfy c.
ALTER TABLE public.t VALIDATE CONSTRAINT c;

-- plinth: downgrade
ALTER TABLE public.t DROP CONSTRAINT c;
