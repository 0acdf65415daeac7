-- plinth: upgrade
-- Rewrites: public.t is locked and rewritten.
-- May fail: public.t.a may hold nulls.
-- May fail: public.t.b may hold nulls.
ALTER TABLE public.t
    ALTER COLUMN a TYPE bigint,
    ALTER COLUMN a SET NOT NULL,
    ALTER COLUMN b TYPE text,
    ALTER COLUMN b SET NOT NULL,
    ADD COLUMN d uuid DEFAULT gen_random_uuid(),
    ADD COLUMN e timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    ALTER COLUMN id TYPE bigint;

-- plinth: downgrade
-- Rewrites: public.t is locked and rewritten.
-- May fail: public.t.a from bigint to integer: a value that the new type does not take ends it.
-- May fail: public.t.b from text to integer: a value that the new type does not take ends it.
-- May fail: public.t.id from bigint to integer: a value that the new type does not take ends it.
ALTER TABLE public.t
    ALTER COLUMN a TYPE integer,
    ALTER COLUMN a DROP NOT NULL,
    ALTER COLUMN b TYPE integer USING b::integer,
    ALTER COLUMN b DROP NOT NULL,
    ALTER COLUMN id TYPE integer;

-- Loses data: the values of public.t.d are lost.
ALTER TABLE public.t DROP COLUMN d;

-- Loses data: the values of public.t.e are lost.
ALTER TABLE public.t DROP COLUMN e;
