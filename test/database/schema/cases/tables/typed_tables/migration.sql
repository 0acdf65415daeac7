-- plinth: upgrade
ALTER TABLE public.boxes NOT OF;
ALTER TYPE public.carton ALTER ATTRIBUTE a SET DATA TYPE text;
ALTER TABLE public.people NOT OF;
ALTER TYPE public.person DROP ATTRIBUTE born;
ALTER TYPE public.person ALTER ATTRIBUTE id SET DATA TYPE bigint;
ALTER TYPE public.person ADD ATTRIBUTE zip text;
ALTER TYPE public.person ADD ATTRIBUTE area text;
ALTER TABLE public.places NOT OF;
ALTER TYPE public.place ADD ATTRIBUTE z integer;

-- Rewrites: public.loose is locked and rewritten.
ALTER TABLE public.loose ALTER COLUMN a TYPE text;

ALTER TABLE public.loose OF public.carton;

-- Rewrites: public.people is locked and rewritten.
ALTER TABLE public.people ALTER COLUMN id TYPE bigint;

ALTER TABLE public.people ADD COLUMN zip text;
ALTER TABLE public.people ADD COLUMN area text DEFAULT 'none'::text;

-- May fail: public.places may have rows, which have no value for z.
ALTER TABLE public.places ADD COLUMN z integer NOT NULL;

ALTER TABLE public.places OF public.place;

CREATE OR REPLACE VIEW public.names AS
SELECT name,
    id
   FROM public.people;

-- Loses data: the values of public.people.born are lost.
ALTER TABLE public.people DROP COLUMN born;

ALTER TABLE public.people OF public.person;

-- plinth: downgrade
ALTER TABLE public.loose NOT OF;
ALTER TYPE public.carton ALTER ATTRIBUTE a SET DATA TYPE integer;
ALTER TABLE public.boxes OF public.carton;
ALTER TABLE public.people NOT OF;
ALTER TYPE public.person DROP ATTRIBUTE zip;
ALTER TYPE public.person DROP ATTRIBUTE area;
ALTER TYPE public.person ALTER ATTRIBUTE id SET DATA TYPE integer;
ALTER TYPE public.person ADD ATTRIBUTE born date;
ALTER TABLE public.places NOT OF;
ALTER TYPE public.place DROP ATTRIBUTE z;

-- Rewrites: public.loose is locked and rewritten.
-- May fail: public.loose.a from text to integer: a value that the new type does not take ends it.
ALTER TABLE public.loose ALTER COLUMN a TYPE integer USING a::integer;

ALTER TABLE public.people ADD COLUMN born date;
DROP VIEW public.names;

-- Rewrites: public.people is locked and rewritten.
-- May fail: public.people.id from bigint to integer: a value that the new type does not take ends it.
ALTER TABLE public.people ALTER COLUMN id TYPE integer;

CREATE VIEW public.names AS
SELECT name
   FROM public.people;

-- Loses data: the values of public.people.area are lost.
ALTER TABLE public.people DROP COLUMN area;

-- Loses data: the values of public.people.zip are lost.
ALTER TABLE public.people DROP COLUMN zip;

ALTER TABLE public.people OF public.person;

-- Loses data: the values of public.places.z are lost.
ALTER TABLE public.places DROP COLUMN z;

ALTER TABLE public.places OF public.place;
