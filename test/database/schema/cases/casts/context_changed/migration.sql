-- plinth: upgrade
DROP CAST (public.celsius AS numeric);
CREATE CAST (public.celsius AS numeric) WITH FUNCTION public.to_number(public.celsius) AS ASSIGNMENT;

-- plinth: downgrade
DROP CAST (public.celsius AS numeric);
CREATE CAST (public.celsius AS numeric) WITH FUNCTION public.to_number(public.celsius) AS IMPLICIT;
