-- plinth: upgrade
-- Locks: public.t takes no writes while public.t_lower is built.
CREATE INDEX t_lower ON public.t USING btree (lower(a), ((j ->> 'x'::text)));

ALTER INDEX public.t_lower ALTER COLUMN 2 SET STATISTICS 300;

-- plinth: downgrade
DROP INDEX public.t_lower;
