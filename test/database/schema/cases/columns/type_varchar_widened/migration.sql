-- plinth: upgrade
ALTER TABLE public.t ALTER COLUMN a TYPE character varying(20);
ALTER TABLE public.t ALTER COLUMN b TYPE text;

-- plinth: downgrade
-- Rewrites: public.t is locked and rewritten.
-- May fail: public.t.a from character varying(20) to character varying(10): a value that the new type does not take ends it.
-- May fail: public.t.b from text to character varying(20): a value that the new type does not take ends it.
ALTER TABLE public.t
    ALTER COLUMN a TYPE character varying(10),
    ALTER COLUMN b TYPE character varying(20);
