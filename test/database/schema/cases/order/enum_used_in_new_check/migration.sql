-- plinth: upgrade
-- plinth: no-transaction
-- Runs without a transaction, for a value that is added to an enum can be used only after a commit: where a statement fails, those before it stay.

ALTER TYPE public.s ADD VALUE 'b';
ALTER TABLE public.t ALTER COLUMN x SET DEFAULT 'b'::public.s;

-- May fail: rows of public.t may not satisfy t_x_check.
-- Locks: public.t is locked while its rows are looked through.
ALTER TABLE public.t ADD CONSTRAINT t_x_check CHECK ((x <> 'a'::public.s));

-- plinth: downgrade
ALTER TABLE public.t DROP CONSTRAINT t_x_check;
ALTER TABLE public.t ALTER COLUMN x DROP DEFAULT;
ALTER TYPE public.s RENAME TO s_old;
CREATE TYPE public.s AS ENUM ('a');

-- Rewrites: public.t is locked and rewritten.
-- May fail: public.t.x may hold values that the new public.s does not have.
ALTER TABLE public.t ALTER COLUMN x TYPE public.s USING x::text::public.s;

DROP TYPE public.s_old;
