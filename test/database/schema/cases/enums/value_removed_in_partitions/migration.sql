-- plinth: upgrade
ALTER TABLE ONLY public.t ALTER COLUMN k DROP DEFAULT;
ALTER TABLE public.t_2026 ALTER COLUMN k DROP DEFAULT;
ALTER TYPE public.kind RENAME TO kind_old;
CREATE TYPE public.kind AS ENUM ('a', 'b');

-- Rewrites: public.p is locked and rewritten.
-- May fail: public.p.k may hold values that the new public.kind does not have.
ALTER TABLE public.p ALTER COLUMN k TYPE public.kind USING k::text::public.kind;

-- Rewrites: public.t is locked and rewritten.
-- May fail: public.t.k may hold values that the new public.kind does not have.
ALTER TABLE public.t ALTER COLUMN k TYPE public.kind USING k::text::public.kind;

DROP TYPE public.kind_old;
ALTER TABLE ONLY public.t ALTER COLUMN k SET DEFAULT 'a'::public.kind;
ALTER TABLE public.t_2026 ALTER COLUMN k SET DEFAULT 'a'::public.kind;

-- plinth: downgrade
ALTER TYPE public.kind ADD VALUE 'c';
