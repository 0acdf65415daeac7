-- plinth: upgrade
-- Rewrites: public.t is locked and rewritten.
-- May fail: public.t.e from text to public.email: a value that the new type does not take ends it.
ALTER TABLE public.t ALTER COLUMN e TYPE public.email;

-- plinth: downgrade
ALTER TABLE public.t ALTER COLUMN e TYPE text;
