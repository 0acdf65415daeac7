-- plinth: upgrade
-- Rewrites: public.prices is locked and rewritten, as amount gets its type.
-- May fail: public.prices.amount from integer to numeric(10,2): a value that the new type does not take ends it.
ALTER TABLE public.prices ALTER COLUMN amount TYPE numeric(10,2);

-- Rewrites: public.prices is locked and rewritten, as code gets its type.
-- May fail: public.prices.code from text to integer: a value that the new type does not take ends it.
ALTER TABLE public.prices ALTER COLUMN code TYPE integer USING code::integer;

-- Rewrites: public.prices is locked and rewritten, as id gets its type.
ALTER TABLE public.prices ALTER COLUMN id TYPE bigint;

ALTER TABLE public.prices ALTER COLUMN note TYPE character varying(40);

-- plinth: downgrade
-- Rewrites: public.prices is locked and rewritten, as amount gets its type.
-- Loses data: public.prices.amount from numeric(10,2) to integer: what the new type cannot hold is lost.
ALTER TABLE public.prices ALTER COLUMN amount TYPE integer;

-- Rewrites: public.prices is locked and rewritten, as code gets its type.
ALTER TABLE public.prices ALTER COLUMN code TYPE text;

-- Rewrites: public.prices is locked and rewritten, as id gets its type.
-- May fail: public.prices.id from bigint to integer: a value that the new type does not take ends it.
ALTER TABLE public.prices ALTER COLUMN id TYPE integer;

-- Rewrites: public.prices is locked and rewritten, as note gets its type.
-- May fail: public.prices.note from character varying(40) to character varying(10): a value that the new type does not take ends it.
ALTER TABLE public.prices ALTER COLUMN note TYPE character varying(10);
