-- plinth: upgrade
SET check_function_bodies = off;

CREATE TABLE public.members (
    id integer NOT NULL,
    name name,
    CONSTRAINT members_pkey PRIMARY KEY (id)
);

CREATE OR REPLACE FUNCTION public.is_member(i integer)
 RETURNS boolean
 LANGUAGE sql
 STABLE
AS $function$select exists (select from members where id = i)$function$;

CREATE POLICY p ON public.t
    USING (public.is_member(owner_id));

ALTER TABLE public.t ENABLE ROW LEVEL SECURITY;

-- plinth: downgrade
DROP POLICY p ON public.t;
ALTER TABLE public.t DISABLE ROW LEVEL SECURITY;
DROP FUNCTION public.is_member(integer);

-- Loses data: the rows of public.members are lost.
DROP TABLE public.members;
