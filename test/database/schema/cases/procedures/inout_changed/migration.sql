-- plinth: upgrade
SET check_function_bodies = off;

CREATE OR REPLACE PROCEDURE public.p(INOUT a text)
 LANGUAGE plpgsql
AS $procedure$ begin a := 'x'; end $procedure$;

DROP PROCEDURE public.p(integer);

-- plinth: downgrade
SET check_function_bodies = off;

CREATE OR REPLACE PROCEDURE public.p(INOUT a integer)
 LANGUAGE plpgsql
AS $procedure$ begin a := 1; end $procedure$;

DROP PROCEDURE public.p(text);
