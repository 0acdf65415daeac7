-- plinth: upgrade
-- Rewrites: public.t is locked and rewritten.
ALTER TABLE public.t ALTER COLUMN tags TYPE text[] USING CASE WHEN tags IS NOT NULL THEN ARRAY[tags] END;

-- plinth: downgrade
-- Rewrites: public.t is locked and rewritten.
-- Check the values: public.t.tags from text[] to text: an array becomes its text, as {a,b}.
ALTER TABLE public.t ALTER COLUMN tags TYPE text;
