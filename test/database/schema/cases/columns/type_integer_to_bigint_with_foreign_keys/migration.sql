-- plinth: upgrade
-- Rewrites: public.a is locked and rewritten, as id gets its type.
ALTER TABLE public.a ALTER COLUMN id TYPE bigint;

-- Rewrites: public.b is locked and rewritten, as a_id gets its type.
ALTER TABLE public.b ALTER COLUMN a_id TYPE bigint;

-- plinth: downgrade
-- Rewrites: public.a is locked and rewritten, as id gets its type.
-- May fail: public.a.id from bigint to integer: a value that the new type does not take ends it.
ALTER TABLE public.a ALTER COLUMN id TYPE integer;

-- Rewrites: public.b is locked and rewritten, as a_id gets its type.
-- May fail: public.b.a_id from bigint to integer: a value that the new type does not take ends it.
ALTER TABLE public.b ALTER COLUMN a_id TYPE integer;
