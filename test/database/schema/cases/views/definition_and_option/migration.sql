-- plinth: upgrade
CREATE OR REPLACE VIEW public.v WITH (security_barrier=true) AS
SELECT a
   FROM public.t
  WHERE (a > 1);

-- plinth: downgrade
CREATE OR REPLACE VIEW public.v AS
SELECT a
   FROM public.t;
