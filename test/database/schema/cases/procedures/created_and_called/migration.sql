-- plinth: upgrade
SET check_function_bodies = off;

CREATE TABLE public.log (
    at timestamp with time zone
);

CREATE OR REPLACE PROCEDURE public.note(IN n integer DEFAULT 1)
 LANGUAGE sql
AS $procedure$insert into log values (now())$procedure$;

-- plinth: downgrade
DROP PROCEDURE public.note(integer);

-- Loses data: the rows of public.log are lost.
DROP TABLE public.log;
