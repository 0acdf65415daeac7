-- plinth: upgrade
CREATE OR REPLACE FUNCTION public.two()
 RETURNS integer
 LANGUAGE sql
BEGIN ATOMIC
 SELECT 1;
 SELECT 2;
END;

CREATE VIEW public.twos AS
SELECT public.two() AS two;

CREATE OR REPLACE FUNCTION public.uses_two()
 RETURNS integer
 LANGUAGE sql
RETURN (public.two() + 1);

-- plinth: downgrade
DROP FUNCTION public.uses_two();
DROP VIEW public.twos;
DROP FUNCTION public.two();
