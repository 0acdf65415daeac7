-- plinth: upgrade
-- Rewrites: public.t is locked and rewritten.
-- May fail: public.t.d from text to integer: a value that the new type does not take ends it.
ALTER TABLE public.t
    ALTER COLUMN a TYPE bigint,
    ALTER COLUMN b TYPE numeric,
    ALTER COLUMN c TYPE character varying(9),
    ALTER COLUMN d TYPE integer USING d::integer;

-- plinth: downgrade
-- Rewrites: public.t is locked and rewritten.
-- May fail: public.t.a from bigint to integer: a value that the new type does not take ends it.
-- Loses data: public.t.b from numeric to integer: what the new type cannot hold is lost.
-- May fail: public.t.b from numeric to integer: a value that the new type does not take ends it.
-- May fail: public.t.c from character varying(9) to character varying(5): a value that the new type does not take ends it.
ALTER TABLE public.t
    ALTER COLUMN a TYPE integer,
    ALTER COLUMN b TYPE integer,
    ALTER COLUMN c TYPE character varying(5),
    ALTER COLUMN d TYPE text;
