-- plinth: upgrade
-- Loses data: the values of public.t.b are lost.
ALTER TABLE public.t DROP COLUMN b;

-- plinth: downgrade
-- plinth: no-transaction
-- Runs without a transaction, for CONCURRENTLY works in none: where a statement fails, those before it stay.

ALTER TABLE public.t ADD COLUMN b integer;
CREATE INDEX CONCURRENTLY t_b ON public.t USING btree (b);
