-- plinth: upgrade
ALTER TABLE public.t DROP CONSTRAINT c;
ALTER TABLE public.t ALTER COLUMN s DROP DEFAULT;
ALTER TYPE public.size RENAME TO size_old;
CREATE TYPE public.size AS ENUM ('small', 'big');

-- Rewrites: public.t is locked and rewritten.
-- May fail: public.t.s may hold values that the new public.size does not have.
ALTER TABLE public.t ALTER COLUMN s TYPE public.size USING s::text::public.size;

DROP TYPE public.size_old;
ALTER TABLE public.t ALTER COLUMN s SET DEFAULT 'small'::public.size;

-- May fail: rows of public.t may not satisfy c.
-- Locks: public.t is locked while its rows are looked through.
ALTER TABLE public.t ADD CONSTRAINT c CHECK ((s <> 'big'::public.size));

-- plinth: downgrade
ALTER TABLE public.t DROP CONSTRAINT c;
ALTER TABLE public.t ALTER COLUMN s DROP DEFAULT;
ALTER TYPE public.size RENAME TO size_old;
CREATE TYPE public.size AS ENUM ('big', 'small');

-- Rewrites: public.t is locked and rewritten.
-- May fail: public.t.s may hold values that the new public.size does not have.
ALTER TABLE public.t ALTER COLUMN s TYPE public.size USING s::text::public.size;

DROP TYPE public.size_old;
ALTER TABLE public.t ALTER COLUMN s SET DEFAULT 'small'::public.size;

-- May fail: rows of public.t may not satisfy c.
-- Locks: public.t is locked while its rows are looked through.
ALTER TABLE public.t ADD CONSTRAINT c CHECK ((s <> 'big'::public.size));
