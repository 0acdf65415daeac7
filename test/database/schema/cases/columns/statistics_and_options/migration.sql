-- plinth: upgrade
ALTER TABLE public.t ALTER COLUMN a SET STATISTICS 500;
ALTER TABLE public.t ALTER COLUMN b SET (n_distinct='-0.5', n_distinct_inherited=10);

-- plinth: downgrade
ALTER TABLE public.t ALTER COLUMN a SET STATISTICS -1;
ALTER TABLE public.t ALTER COLUMN b RESET (n_distinct, n_distinct_inherited);
