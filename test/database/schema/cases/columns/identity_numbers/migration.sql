-- plinth: upgrade
ALTER TABLE public.t ALTER COLUMN a SET INCREMENT BY 5 SET MAXVALUE 1000 SET CACHE 10 SET CYCLE;

-- plinth: downgrade
-- May fail: public.t_a_seq may have counted past its new bounds.
ALTER TABLE public.t ALTER COLUMN a SET INCREMENT BY 1 SET MAXVALUE 100 SET CACHE 1 SET NO CYCLE;
