-- plinth: upgrade
-- Rewrites: public."Order" is locked and rewritten.
-- May fail: public."Order"."Group""By" from text to character varying(20): a value that the new type does not take ends it.
-- May fail: public."Order"."select" may hold nulls; where it does: UPDATE public."Order" SET "select" = DEFAULT WHERE "select" IS NULL.
ALTER TABLE public."Order"
    ALTER COLUMN "Group""By" TYPE character varying(20),
    ALTER COLUMN "select" TYPE bigint,
    ALTER COLUMN "select" SET NOT NULL;

ALTER TABLE public."Order" ALTER COLUMN "select" SET DEFAULT 0;

-- May fail: rows of public."Order" may not satisfy "Order_ein$$zwei_check".
-- Locks: public."Order" is locked while its rows are looked through.
ALTER TABLE public."Order" ADD CONSTRAINT "Order_ein$$zwei_check" CHECK (("ein$$zwei" <> 'a'';--'::text));

-- May fail: rows of public."Order" may not satisfy "Order_x.y_key".
-- Locks: public."Order" is locked while the index of the unique constraint is built.
ALTER TABLE public."Order" ADD CONSTRAINT "Order_x.y_key" UNIQUE ("x.y");

-- plinth: downgrade
ALTER TABLE public."Order" DROP CONSTRAINT "Order_ein$$zwei_check";
ALTER TABLE public."Order" DROP CONSTRAINT "Order_x.y_key";
ALTER TABLE public."Order" ALTER COLUMN "select" DROP DEFAULT;
ALTER TABLE public."Order" ALTER COLUMN "Group""By" TYPE text;

-- Rewrites: public."Order" is locked and rewritten.
-- May fail: public."Order"."select" from bigint to integer: a value that the new type does not take ends it.
ALTER TABLE public."Order" ALTER COLUMN "select" TYPE integer;

ALTER TABLE public."Order" ALTER COLUMN "select" DROP NOT NULL;
