-- plinth: upgrade
-- Rewrites: public.prices is locked and rewritten.
-- May fail: public.prices.amount from integer to numeric(10,2): a value that the new type does not take ends it.
-- May fail: public.prices.code from text to integer: a value that the new type does not take ends it.
ALTER TABLE public.prices
    ALTER COLUMN amount TYPE numeric(10,2),
    ALTER COLUMN code TYPE integer USING code::integer,
    ALTER COLUMN id TYPE bigint,
    ALTER COLUMN note TYPE character varying(40);

-- plinth: downgrade
-- Rewrites: public.prices is locked and rewritten.
-- Loses data: public.prices.amount from numeric(10,2) to integer: what the new type cannot hold is lost.
-- May fail: public.prices.id from bigint to integer: a value that the new type does not take ends it.
-- May fail: public.prices.note from character varying(40) to character varying(10): a value that the new type does not take ends it.
ALTER TABLE public.prices
    ALTER COLUMN amount TYPE integer,
    ALTER COLUMN code TYPE text,
    ALTER COLUMN id TYPE integer,
    ALTER COLUMN note TYPE character varying(10);
