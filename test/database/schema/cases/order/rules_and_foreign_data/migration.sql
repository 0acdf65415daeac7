-- plinth: upgrade
CREATE FOREIGN DATA WRAPPER nothing;
CREATE SERVER elsewhere FOREIGN DATA WRAPPER nothing OPTIONS (host 'it''s');

CREATE FOREIGN TABLE public.far (
    a integer OPTIONS (name 'b') NOT NULL
)
SERVER elsewhere;

ALTER TABLE public.t ADD COLUMN b integer;

CREATE VIEW public.v AS
SELECT a
   FROM public.t;

CREATE RULE v_insert AS
    ON INSERT TO public.v DO INSTEAD  INSERT INTO public.t (a)
  VALUES (new.a);

-- plinth: downgrade
DROP FOREIGN TABLE public.far;
DROP SERVER elsewhere;
DROP FOREIGN DATA WRAPPER nothing;
DROP VIEW public.v;

-- Loses data: the values of public.t.b are lost.
ALTER TABLE public.t DROP COLUMN b;
