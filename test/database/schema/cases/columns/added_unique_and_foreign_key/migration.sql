-- plinth: upgrade
ALTER TABLE public.t ADD COLUMN code text;
ALTER TABLE public.t ADD COLUMN other_id integer;

-- Locks: public.t is locked while the index of the unique constraint is built.
ALTER TABLE public.t ADD CONSTRAINT t_code_key UNIQUE (code);

-- Locks: public.t and public.other take no writes while the rows of public.t are looked through.
ALTER TABLE public.t ADD CONSTRAINT t_other_id_fkey FOREIGN KEY (other_id) REFERENCES public.other(id) ON DELETE CASCADE;

-- plinth: downgrade
-- Loses data: the values of public.t.code are lost.
ALTER TABLE public.t DROP COLUMN code;

-- Loses data: the values of public.t.other_id are lost.
ALTER TABLE public.t DROP COLUMN other_id;
