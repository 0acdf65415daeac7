-- plinth: upgrade
-- Rewrites: public.t is locked and rewritten, as a gets its type.
ALTER TABLE public.t ALTER COLUMN a TYPE bigint;

-- May fail: public.t.a may hold nulls.
-- Locks: public.t is locked while its rows are looked through.
ALTER TABLE public.t ALTER COLUMN a SET NOT NULL;

-- Rewrites: public.t is locked and rewritten, as b gets its type.
ALTER TABLE public.t ALTER COLUMN b TYPE text;

-- May fail: public.t.b may hold nulls.
-- Locks: public.t is locked while its rows are looked through.
ALTER TABLE public.t ALTER COLUMN b SET NOT NULL;

-- Rewrites: public.t is locked and rewritten, as each row gets its d.
ALTER TABLE public.t ADD COLUMN d uuid DEFAULT gen_random_uuid();

-- Rewrites: public.t is locked and rewritten, as each row gets its e.
ALTER TABLE public.t ADD COLUMN e timestamp with time zone DEFAULT clock_timestamp() NOT NULL;

-- Rewrites: public.t is locked and rewritten, as id gets its type.
ALTER TABLE public.t ALTER COLUMN id TYPE bigint;

-- plinth: downgrade
-- Loses data: the values of public.t.d are lost.
ALTER TABLE public.t DROP COLUMN d;

-- Loses data: the values of public.t.e are lost.
ALTER TABLE public.t DROP COLUMN e;

-- Rewrites: public.t is locked and rewritten, as a gets its type.
-- May fail: public.t.a from bigint to integer: a value that the new type does not take ends it.
ALTER TABLE public.t ALTER COLUMN a TYPE integer;

ALTER TABLE public.t ALTER COLUMN a DROP NOT NULL;

-- Rewrites: public.t is locked and rewritten, as b gets its type.
-- May fail: public.t.b from text to integer: a value that the new type does not take ends it.
ALTER TABLE public.t ALTER COLUMN b TYPE integer USING b::integer;

ALTER TABLE public.t ALTER COLUMN b DROP NOT NULL;

-- Rewrites: public.t is locked and rewritten, as id gets its type.
-- May fail: public.t.id from bigint to integer: a value that the new type does not take ends it.
ALTER TABLE public.t ALTER COLUMN id TYPE integer;
