-- plinth: upgrade
ALTER TABLE public.t DROP CONSTRAINT t_check;
ALTER TABLE public.t DROP CONSTRAINT t_int4range_excl;

-- Loses data: the values of public.t.y are lost.
ALTER TABLE public.t DROP COLUMN y;

-- plinth: downgrade
ALTER TABLE public.t ADD COLUMN y integer;

-- May fail: rows of public.t may not satisfy t_check.
-- Locks: public.t is locked while its rows are looked through.
ALTER TABLE public.t ADD CONSTRAINT t_check CHECK ((x < z));

-- May fail: rows of public.t may not satisfy t_int4range_excl.
-- Locks: public.t is locked while the index of the exclusion constraint is built.
ALTER TABLE public.t ADD CONSTRAINT t_int4range_excl EXCLUDE USING gist (int4range(x, z) WITH &&);

-- Locks: public.t and public.a take no writes while the rows of public.t are looked through.
ALTER TABLE public.t ADD CONSTRAINT t_y_fkey FOREIGN KEY (y) REFERENCES public.a(id);

-- Locks: public.t is locked while the index of the unique constraint is built.
ALTER TABLE public.t ADD CONSTRAINT t_y_z_key UNIQUE (y, z);

-- Locks: public.t takes no writes while public.t_i is built.
CREATE INDEX t_i ON public.t USING btree (x) INCLUDE (y);

-- Locks: public.t takes no writes while public.t_p is built.
CREATE INDEX t_p ON public.t USING btree (x) WHERE (y > 0);
