-- plinth: upgrade
-- Rewrites: public.t is locked and rewritten.
-- Check the values: public.t.at is converted with the TimeZone of the session that runs it.
-- Loses data: public.t.number from oid to integer: what the new type cannot hold is lost.
ALTER TABLE public.t
    ALTER COLUMN at TYPE time with time zone,
    ALTER COLUMN count TYPE integer[] USING CASE WHEN count IS NOT NULL THEN ARRAY[count::text]::integer[] END,
    ALTER COLUMN flags TYPE bit varying(4),
    ALTER COLUMN name TYPE text[] USING CASE WHEN name IS NOT NULL THEN ARRAY[name] END,
    ALTER COLUMN number TYPE integer,
    ALTER COLUMN price TYPE numeric;

-- plinth: downgrade
-- Rewrites: public.t is locked and rewritten.
-- Loses data: public.t.at from time with time zone to time without time zone: what the new type cannot hold is lost.
-- Loses data: public.t.count from integer[] to integer: what the new type cannot hold is lost.
-- May fail: public.t.count from integer[] to integer: a value that the new type does not take ends it.
-- May fail: public.t.flags from bit varying(4) to bit(4): a value that the new type does not take ends it.
-- Check the values: public.t.name from text[] to text: an array becomes its text, as {a,b}.
-- Loses data: public.t.number from integer to oid: what the new type cannot hold is lost.
-- Loses data: public.t.price from numeric to money: what the new type cannot hold is lost.
-- May fail: public.t.price from numeric to money: a value that the new type does not take ends it.
ALTER TABLE public.t
    ALTER COLUMN at TYPE time without time zone,
    ALTER COLUMN count TYPE integer USING count[1]::text::integer,
    ALTER COLUMN flags TYPE bit(4),
    ALTER COLUMN name TYPE text,
    ALTER COLUMN number TYPE oid,
    ALTER COLUMN price TYPE money;
