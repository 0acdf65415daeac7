-- plinth: upgrade
CREATE VIEW public."V w" AS
SELECT "a""b" AS "x;y",
    'it''s \ $$ -- no comment'::text AS z
   FROM public.t;

-- plinth: downgrade
DROP VIEW public."V w";
