-- plinth: upgrade
ALTER TABLE public.t ADD COLUMN kind text DEFAULT 'a'::text NOT NULL;
ALTER TABLE public.t ADD COLUMN parent integer;

-- May fail: rows of public.t may not satisfy t_kind_check.
-- Locks: public.t is locked while its rows are looked through.
ALTER TABLE public.t ADD CONSTRAINT t_kind_check CHECK ((kind = ANY (ARRAY['a'::text, 'b'::text])));

-- Locks: public.t is locked while the index of the unique constraint is built.
ALTER TABLE public.t ADD CONSTRAINT t_kind_parent_key UNIQUE (kind, parent);

-- Locks: public.t takes no writes while the rows of public.t are looked through.
ALTER TABLE public.t ADD CONSTRAINT t_parent_fkey FOREIGN KEY (parent) REFERENCES public.t(id);

-- plinth: downgrade
-- Loses data: the values of public.t.kind are lost.
ALTER TABLE public.t DROP COLUMN kind;

-- Loses data: the values of public.t.parent are lost.
ALTER TABLE public.t DROP COLUMN parent;
