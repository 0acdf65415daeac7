-- plinth: upgrade
SET check_function_bodies = off;
DROP INDEX public.codes_folded;

-- Check the values: rows of public.codes were let in by what public.fold(text) gave before.
CREATE OR REPLACE FUNCTION public.fold(t text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE
AS $function$select lower(trim(t))$function$;

-- Locks: public.codes takes no writes while public.codes_folded is built.
CREATE INDEX codes_folded ON public.codes USING btree (public.fold(code), code);

CREATE OR REPLACE FUNCTION public.next_code(prefix text)
 RETURNS text
 LANGUAGE plpgsql
AS $function$
begin
  -- a comment; with a semicolon
  return prefix || E'\'x';
end $function$;

ALTER TABLE public.codes ALTER COLUMN code SET DEFAULT public.next_code('p'::text);
DROP FUNCTION public.next_code();

-- plinth: downgrade
SET check_function_bodies = off;
DROP INDEX public.codes_folded;

-- Check the values: rows of public.codes were let in by what public.fold(text) gave before.
CREATE OR REPLACE FUNCTION public.fold(t text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE
AS $function$select lower(t)$function$;

-- Locks: public.codes takes no writes while public.codes_folded is built.
CREATE INDEX codes_folded ON public.codes USING btree (public.fold(code));

CREATE OR REPLACE FUNCTION public.next_code()
 RETURNS text
 LANGUAGE sql
AS $function$select 'a'$function$;

ALTER TABLE public.codes ALTER COLUMN code SET DEFAULT public.next_code();
DROP FUNCTION public.next_code(text);
