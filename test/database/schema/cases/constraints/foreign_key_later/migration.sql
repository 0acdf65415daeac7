-- plinth: upgrade
-- plinth: no-transaction
-- Runs without a transaction, for VALIDATE CONSTRAINT spares writers only when what is before it is committed: where a statement fails, those before it stay.

ALTER TABLE public.b ADD CONSTRAINT b_a_id_fkey FOREIGN KEY (a_id) REFERENCES public.a(id) NOT VALID;

-- May fail: rows of public.b may not satisfy b_a_id_fkey.
ALTER TABLE public.b VALIDATE CONSTRAINT b_a_id_fkey;

-- plinth: downgrade
ALTER TABLE public.b DROP CONSTRAINT b_a_id_fkey;
