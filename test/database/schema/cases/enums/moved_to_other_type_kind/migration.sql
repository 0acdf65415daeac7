-- plinth: upgrade
-- Rewrites: public.t is locked and rewritten.
ALTER TABLE public.t ALTER COLUMN k TYPE text USING k::text;

DROP TYPE public.kind;
CREATE DOMAIN public.kind AS text CONSTRAINT kind_check CHECK ((VALUE = ANY (ARRAY['a'::text, 'b'::text])));

-- Rewrites: public.t is locked and rewritten.
-- May fail: public.t.k may hold values that the new public.kind does not have.
ALTER TABLE public.t ALTER COLUMN k TYPE public.kind USING k::public.kind;

-- plinth: downgrade
-- Rewrites: public.t is locked and rewritten.
ALTER TABLE public.t ALTER COLUMN k TYPE text USING k::text;

DROP DOMAIN public.kind;
CREATE TYPE public.kind AS ENUM ('a', 'b');

-- Rewrites: public.t is locked and rewritten.
-- May fail: public.t.k may hold values that the new public.kind does not have.
ALTER TABLE public.t ALTER COLUMN k TYPE public.kind USING k::public.kind;
