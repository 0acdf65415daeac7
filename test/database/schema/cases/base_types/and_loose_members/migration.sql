-- plinth: upgrade
SET check_function_bodies = off;
DROP OPERATOR FAMILY public.mixed USING btree;
CREATE TYPE public.reading;

CREATE OR REPLACE FUNCTION public.compare_label(bigint, text)
 RETURNS integer
 LANGUAGE sql
 IMMUTABLE
AS $function$select $1::integer - $2::integer$function$;

CREATE OR REPLACE FUNCTION public.reading_in(cstring)
 RETURNS public.reading
 LANGUAGE internal
 IMMUTABLE STRICT
AS $function$int8in$function$;

CREATE OR REPLACE FUNCTION public.reading_out(public.reading)
 RETURNS cstring
 LANGUAGE internal
 IMMUTABLE STRICT
AS $function$int8out$function$;

CREATE TYPE public.reading (INPUT = public.reading_in, OUTPUT = public.reading_out, INTERNALLENGTH = 8, PASSEDBYVALUE = true, ALIGNMENT = double, STORAGE = plain, CATEGORY = 'U', DELIMITER = ',');
ALTER TABLE public.parcels ADD COLUMN read public.reading;

CREATE OPERATOR FAMILY public.labels USING btree;
ALTER OPERATOR FAMILY public.labels USING btree ADD FUNCTION 1 (bigint, text) public.compare_label(bigint,text);

DROP FUNCTION public.compare_text(integer, text);
DROP FUNCTION public.is_heavy(public.weight);

-- Loses data: the values of public.parcels.weighs are lost.
ALTER TABLE public.parcels DROP COLUMN weighs;

-- Loses data: whatever else is of the type public.weight goes with it.
DROP TYPE public.weight CASCADE;

-- plinth: downgrade
SET check_function_bodies = off;
DROP OPERATOR FAMILY public.labels USING btree;
CREATE TYPE public.weight;

CREATE OR REPLACE FUNCTION public.compare_text(integer, text)
 RETURNS integer
 LANGUAGE sql
 IMMUTABLE
AS $function$select $1 - $2::integer$function$;

CREATE OR REPLACE FUNCTION public.weight_in(cstring)
 RETURNS public.weight
 LANGUAGE internal
 IMMUTABLE STRICT
AS $function$int4in$function$;

CREATE OR REPLACE FUNCTION public.weight_out(public.weight)
 RETURNS cstring
 LANGUAGE internal
 IMMUTABLE STRICT
AS $function$int4out$function$;

CREATE TYPE public.weight (INPUT = public.weight_in, OUTPUT = public.weight_out, INTERNALLENGTH = 4, PASSEDBYVALUE = true, ALIGNMENT = int4, STORAGE = plain, CATEGORY = 'U', DELIMITER = ',');
ALTER TABLE public.parcels ADD COLUMN weighs public.weight;

CREATE OR REPLACE FUNCTION public.is_heavy(public.weight)
 RETURNS boolean
 LANGUAGE sql
 IMMUTABLE
AS $function$select $1::text::integer > 100$function$;

CREATE OPERATOR FAMILY public.mixed USING btree;
ALTER OPERATOR FAMILY public.mixed USING btree ADD FUNCTION 1 (integer, text) public.compare_text(integer,text);

DROP FUNCTION public.compare_label(bigint, text);

-- Loses data: the values of public.parcels.read are lost.
ALTER TABLE public.parcels DROP COLUMN read;

-- Loses data: whatever else is of the type public.reading goes with it.
DROP TYPE public.reading CASCADE;
