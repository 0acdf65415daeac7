-- plinth: upgrade
DROP STATISTICS public.t_stat;

-- Loses data: the values of public.t.code are lost.
ALTER TABLE public.t DROP COLUMN code;

-- plinth: downgrade
ALTER TABLE public.t ADD COLUMN code text DEFAULT 'x'::text;

-- May fail: rows of public.t may not satisfy short.
-- Locks: public.t is locked while its rows are looked through.
ALTER TABLE public.t ADD CONSTRAINT short CHECK ((length(code) < 9));

-- May fail: rows of public.t may not satisfy t_code_key.
-- Locks: public.t is locked while the index of the unique constraint is built.
ALTER TABLE public.t ADD CONSTRAINT t_code_key UNIQUE (code);

-- Locks: public.t takes no writes while public.t_code is built.
CREATE INDEX t_code ON public.t USING btree (lower(code));

CREATE STATISTICS public.t_stat ON id, code FROM public.t;
