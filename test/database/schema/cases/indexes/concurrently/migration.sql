-- plinth: upgrade
-- plinth: no-transaction
-- Runs without a transaction, for CONCURRENTLY works in none: where a statement fails, those before it stay.

CREATE TABLE public.fresh (
    x integer
);

ALTER TABLE public.t ADD COLUMN c integer;
CREATE INDEX CONCURRENTLY c_index ON public.t USING btree (c);
CREATE INDEX fresh_x ON public.fresh USING btree (x);

-- May fail: rows of public.t may be the same by public.new_index.
CREATE UNIQUE INDEX CONCURRENTLY new_index ON public.t USING btree (b);

DROP INDEX CONCURRENTLY public.old_index;

-- plinth: downgrade
-- plinth: no-transaction
-- Runs without a transaction, for CONCURRENTLY works in none: where a statement fails, those before it stay.

CREATE INDEX CONCURRENTLY old_index ON public.t USING btree (a);
DROP INDEX CONCURRENTLY public.new_index;

-- Loses data: the values of public.t.c are lost.
ALTER TABLE public.t DROP COLUMN c;

-- Loses data: the rows of public.fresh are lost.
DROP TABLE public.fresh;
