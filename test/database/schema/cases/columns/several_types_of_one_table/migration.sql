-- plinth: upgrade
-- Rewrites: public.t is locked and rewritten, as a gets its type.
ALTER TABLE public.t ALTER COLUMN a TYPE bigint;

-- Rewrites: public.t is locked and rewritten, as b gets its type.
ALTER TABLE public.t ALTER COLUMN b TYPE numeric;

ALTER TABLE public.t ALTER COLUMN c TYPE character varying(9);

-- Rewrites: public.t is locked and rewritten, as d gets its type.
-- May fail: public.t.d from text to integer: a value that the new type does not take ends it.
ALTER TABLE public.t ALTER COLUMN d TYPE integer USING d::integer;

-- plinth: downgrade
-- Rewrites: public.t is locked and rewritten, as a gets its type.
-- May fail: public.t.a from bigint to integer: a value that the new type does not take ends it.
ALTER TABLE public.t ALTER COLUMN a TYPE integer;

-- Rewrites: public.t is locked and rewritten, as b gets its type.
-- Loses data: public.t.b from numeric to integer: what the new type cannot hold is lost.
-- May fail: public.t.b from numeric to integer: a value that the new type does not take ends it.
ALTER TABLE public.t ALTER COLUMN b TYPE integer;

-- Rewrites: public.t is locked and rewritten, as c gets its type.
-- May fail: public.t.c from character varying(9) to character varying(5): a value that the new type does not take ends it.
ALTER TABLE public.t ALTER COLUMN c TYPE character varying(5);

-- Rewrites: public.t is locked and rewritten, as d gets its type.
ALTER TABLE public.t ALTER COLUMN d TYPE text;
