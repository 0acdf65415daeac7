-- plinth: upgrade
-- plinth: no-transaction
-- Runs without a transaction, for CONCURRENTLY works in none: where a statement fails, those before it stay.

DROP INDEX CONCURRENTLY public.t_a;
CREATE INDEX CONCURRENTLY t_a ON public.t USING btree (a, b);

-- plinth: downgrade
-- plinth: no-transaction
-- Runs without a transaction, for CONCURRENTLY works in none: where a statement fails, those before it stay.

DROP INDEX CONCURRENTLY public.t_a;
CREATE INDEX CONCURRENTLY t_a ON public.t USING btree (a);
