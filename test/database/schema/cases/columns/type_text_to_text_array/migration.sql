-- plinth: upgrade
-- Rewrites: public.t is locked and rewritten.
-- May fail: public.t.tags from text to text[]: a value that the new type does not take ends it.
ALTER TABLE public.t ALTER COLUMN tags TYPE text[] USING CASE WHEN tags IS NOT NULL THEN ARRAY[tags] END;

-- plinth: downgrade
-- Rewrites: public.t is locked and rewritten.
-- Check the values: public.t.tags from text[] to text: an array becomes its text, as {a,b}.
ALTER TABLE public.t ALTER COLUMN tags TYPE text;
