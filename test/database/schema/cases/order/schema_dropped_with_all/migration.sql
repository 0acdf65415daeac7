-- plinth: upgrade
DROP FUNCTION old.f(old.t);
DROP VIEW old.v;

-- Loses data: the values of public.kept.k are lost.
ALTER TABLE public.kept DROP COLUMN k;

-- Loses data: the rows of old.t are lost.
DROP TABLE old.t;

DROP TYPE old.kind;
DROP SCHEMA old;

-- plinth: downgrade
SET check_function_bodies = off;
CREATE SCHEMA old;
CREATE TYPE old.kind AS ENUM ('a');

CREATE TABLE old.t (
    id integer NOT NULL,
    k old.kind,
    CONSTRAINT t_pkey PRIMARY KEY (id)
);

ALTER TABLE public.kept ADD COLUMN k old.kind;

CREATE VIEW old.v AS
SELECT id,
    k
   FROM old.t;

CREATE OR REPLACE FUNCTION old.f(t old.t)
 RETURNS integer
 LANGUAGE sql
AS $function$select t.id$function$;
