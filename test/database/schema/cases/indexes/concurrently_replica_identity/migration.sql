-- plinth: upgrade
-- plinth: no-transaction
-- Runs without a transaction, for CONCURRENTLY works in none: where a statement fails, those before it stay.

-- May fail: rows of public.t may be the same by public.t_a.
CREATE UNIQUE INDEX CONCURRENTLY t_a ON public.t USING btree (a);

ALTER TABLE public.t REPLICA IDENTITY USING INDEX t_a;

-- plinth: downgrade
-- plinth: no-transaction
-- Runs without a transaction, for CONCURRENTLY works in none: where a statement fails, those before it stay.

ALTER TABLE public.t REPLICA IDENTITY DEFAULT;
DROP INDEX CONCURRENTLY public.t_a;
