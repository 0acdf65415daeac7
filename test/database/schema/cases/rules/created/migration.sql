-- plinth: upgrade
CREATE RULE t_quiet AS
    ON INSERT TO public.t
   WHERE (new.a < 0) DO INSTEAD NOTHING;

CREATE RULE v_delete AS
    ON DELETE TO public.v DO INSTEAD  DELETE FROM public.t
  WHERE (t.a = old.a);

-- plinth: downgrade
DROP RULE t_quiet ON public.t;
DROP RULE v_delete ON public.v;
