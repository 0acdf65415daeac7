-- plinth: upgrade
-- Loses data: the values of public.p.b are lost.
ALTER TABLE public.p DROP COLUMN b;

-- plinth: downgrade
ALTER TABLE public.p ADD COLUMN b integer;

-- May fail: rows of public.p may not satisfy p_b_check.
-- Locks: public.p is locked while its rows are looked through.
ALTER TABLE public.p ADD CONSTRAINT p_b_check CHECK ((b > 0));

-- Locks: public.c takes no writes while public.c_b is built.
CREATE INDEX c_b ON public.c USING btree (b);
