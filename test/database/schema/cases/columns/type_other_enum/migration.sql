-- plinth: upgrade
ALTER TABLE public.t ALTER COLUMN s DROP DEFAULT;

-- Rewrites: public.t is locked and rewritten.
-- May fail: public.t.s from public.old_state to public.state: a value that the new type does not take ends it.
ALTER TABLE public.t ALTER COLUMN s TYPE public.state USING s::text::public.state;

ALTER TABLE public.t ALTER COLUMN s SET DEFAULT 'new'::public.state;

-- plinth: downgrade
ALTER TABLE public.t ALTER COLUMN s DROP DEFAULT;

-- Rewrites: public.t is locked and rewritten.
-- May fail: public.t.s from public.state to public.old_state: a value that the new type does not take ends it.
ALTER TABLE public.t ALTER COLUMN s TYPE public.old_state USING s::text::public.old_state;

ALTER TABLE public.t ALTER COLUMN s SET DEFAULT 'new'::public.old_state;
