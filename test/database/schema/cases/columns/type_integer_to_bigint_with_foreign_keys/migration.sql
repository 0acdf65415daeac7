-- plinth: upgrade
-- Rewrites: public.a is locked and rewritten.
ALTER TABLE public.a ALTER COLUMN id TYPE bigint;

-- Rewrites: public.b is locked and rewritten.
ALTER TABLE public.b ALTER COLUMN a_id TYPE bigint;

-- plinth: downgrade
-- Rewrites: public.a is locked and rewritten.
-- May fail: public.a.id from bigint to integer: a value that the new type does not take ends it.
ALTER TABLE public.a ALTER COLUMN id TYPE integer;

-- Rewrites: public.b is locked and rewritten.
-- May fail: public.b.a_id from bigint to integer: a value that the new type does not take ends it.
ALTER TABLE public.b ALTER COLUMN a_id TYPE integer;
