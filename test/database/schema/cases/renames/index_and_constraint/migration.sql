-- plinth: upgrade
ALTER TABLE public.t RENAME CONSTRAINT t_check TO a_is_positive;
ALTER TABLE public.t RENAME CONSTRAINT t_u TO ab_once;
ALTER INDEX public.one RENAME TO t_b;

-- plinth: downgrade
ALTER INDEX public.t_b RENAME TO one;
ALTER TABLE public.t RENAME CONSTRAINT ab_once TO t_u;
ALTER TABLE public.t RENAME CONSTRAINT a_is_positive TO t_check;
