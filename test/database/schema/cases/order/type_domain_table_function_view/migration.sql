-- plinth: upgrade
CREATE TYPE public.kind AS ENUM ('a', 'b');
CREATE DOMAIN public.good_kind AS public.kind CONSTRAINT good_kind_check CHECK ((VALUE <> 'b'::public.kind));

CREATE TABLE public.t (
    k public.good_kind DEFAULT 'a'::public.kind
);

CREATE OR REPLACE FUNCTION public.count_of(k public.good_kind)
 RETURNS bigint
 LANGUAGE sql
BEGIN ATOMIC
 SELECT count(*) AS count
    FROM public.t
   WHERE ((t.k)::public.kind = (count_of.k)::public.kind);
END;

CREATE VIEW public.v AS
SELECT public.count_of(('a'::public.kind)::public.good_kind) AS count_of;

-- plinth: downgrade
DROP VIEW public.v;
DROP FUNCTION public.count_of(public.good_kind);

-- Loses data: the rows of public.t are lost.
DROP TABLE public.t;

DROP DOMAIN public.good_kind;
DROP TYPE public.kind;
