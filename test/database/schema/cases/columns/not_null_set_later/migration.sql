-- plinth: upgrade
-- plinth: no-transaction
-- Runs without a transaction, for VALIDATE CONSTRAINT spares writers only when what is before it is committed: where a statement fails, those before it stay.

ALTER TABLE public.t ADD CONSTRAINT a_not_null_check CHECK (a IS NOT NULL) NOT VALID;

-- May fail: public.t.a may hold nulls.
ALTER TABLE public.t VALIDATE CONSTRAINT a_not_null_check;

ALTER TABLE public.t ALTER COLUMN a SET NOT NULL;
ALTER TABLE public.t DROP CONSTRAINT a_not_null_check;

-- plinth: downgrade
ALTER TABLE public.t ALTER COLUMN a DROP NOT NULL;
