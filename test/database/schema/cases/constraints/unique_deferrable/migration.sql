-- plinth: upgrade
ALTER TABLE public.t DROP CONSTRAINT u;

-- May fail: rows of public.t may not satisfy u.
-- Locks: public.t is locked while the index of the unique constraint is built.
ALTER TABLE public.t ADD CONSTRAINT u UNIQUE (a) DEFERRABLE INITIALLY DEFERRED;

-- plinth: downgrade
ALTER TABLE public.t DROP CONSTRAINT u;

-- May fail: rows of public.t may not satisfy u.
-- Locks: public.t is locked while the index of the unique constraint is built.
ALTER TABLE public.t ADD CONSTRAINT u UNIQUE (a);
