-- plinth: upgrade
SET check_function_bodies = off;

CREATE OR REPLACE FUNCTION public.on_ddl()
 RETURNS event_trigger
 LANGUAGE plpgsql
AS $function$begin end$function$;

CREATE EVENT TRIGGER told ON ddl_command_end WHEN TAG IN ('CREATE TABLE', 'DROP TABLE') EXECUTE FUNCTION public.on_ddl();
ALTER EVENT TRIGGER told DISABLE;
COMMENT ON EVENT TRIGGER told IS 'tells';

-- plinth: downgrade
DROP EVENT TRIGGER told;
DROP FUNCTION public.on_ddl();
