-- plinth: upgrade
-- Rewrites: public.t is locked and rewritten.
ALTER TABLE public.t ADD COLUMN id bigint GENERATED ALWAYS AS IDENTITY NOT NULL;

-- plinth: downgrade
-- Loses data: the values of public.t.id are lost.
ALTER TABLE public.t DROP COLUMN id;
