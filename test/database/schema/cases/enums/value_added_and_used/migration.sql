-- plinth: upgrade
-- plinth: no-transaction
-- Runs without a transaction, for a value that is added to an enum can be used only after a commit: where a statement fails, those before it stay.

ALTER TYPE public.state ADD VALUE 'late' BEFORE 'done';
ALTER TABLE public.jobs ALTER COLUMN state SET DEFAULT 'late'::public.state;

-- May fail: rows of public.jobs may not satisfy known.
-- Locks: public.jobs is locked while its rows are looked through.
ALTER TABLE public.jobs ADD CONSTRAINT known CHECK (((state <> 'late'::public.state) OR (id > 0)));

-- Locks: public.jobs takes no writes while public.late_jobs is built.
CREATE INDEX late_jobs ON public.jobs USING btree (id) WHERE (state = 'late'::public.state);

-- plinth: downgrade
DROP INDEX public.late_jobs;
ALTER TABLE public.jobs DROP CONSTRAINT known;
ALTER TABLE public.jobs ALTER COLUMN state DROP DEFAULT;
ALTER TYPE public.state RENAME TO state_old;
CREATE TYPE public.state AS ENUM ('new', 'done');

-- Rewrites: public.jobs is locked and rewritten.
-- May fail: public.jobs.state may hold values that the new public.state does not have.
ALTER TABLE public.jobs ALTER COLUMN state TYPE public.state USING state::text::public.state;

DROP TYPE public.state_old;
ALTER TABLE public.jobs ALTER COLUMN state SET DEFAULT 'new'::public.state;
