-- plinth: upgrade
ALTER TABLE public.t DROP CONSTRAINT t_b_check;
ALTER TABLE public.t DROP CONSTRAINT t_pkey;
ALTER TABLE public.t ALTER COLUMN b DROP DEFAULT;
DROP VIEW public.v;
ALTER TABLE public.t ALTER COLUMN a TYPE text;
ALTER TABLE public.t ALTER COLUMN b TYPE character varying(5);
DROP COLLATION public.c;
CREATE COLLATION public.c (provider = icu, locale = 'sv-SE');
ALTER TABLE public.t ALTER COLUMN a TYPE text COLLATE public.c;
ALTER TABLE public.t ALTER COLUMN b TYPE character varying(5) COLLATE public.c;
ALTER TABLE public.t ALTER COLUMN b SET DEFAULT 'x'::character varying;

-- May fail: rows of public.t may not satisfy t_b_check.
-- Locks: public.t is locked while its rows are looked through.
ALTER TABLE public.t ADD CONSTRAINT t_b_check CHECK (((b)::text < ('z'::text COLLATE public.c)));

-- May fail: rows of public.t may not satisfy t_pkey.
-- Locks: public.t is locked while the index of the primary key constraint is built.
ALTER TABLE public.t ADD CONSTRAINT t_pkey PRIMARY KEY (a);

CREATE VIEW public.v AS
SELECT a
   FROM public.t
  WHERE ((b)::text > 'a'::text);

-- plinth: downgrade
ALTER TABLE public.t DROP CONSTRAINT t_b_check;
ALTER TABLE public.t DROP CONSTRAINT t_pkey;
ALTER TABLE public.t ALTER COLUMN b DROP DEFAULT;
DROP VIEW public.v;
ALTER TABLE public.t ALTER COLUMN a TYPE text;
ALTER TABLE public.t ALTER COLUMN b TYPE character varying(5);
DROP COLLATION public.c;
CREATE COLLATION public.c (provider = icu, locale = 'de-DE');
ALTER TABLE public.t ALTER COLUMN a TYPE text COLLATE public.c;
ALTER TABLE public.t ALTER COLUMN b TYPE character varying(5) COLLATE public.c;
ALTER TABLE public.t ALTER COLUMN b SET DEFAULT 'x'::character varying;

-- May fail: rows of public.t may not satisfy t_b_check.
-- Locks: public.t is locked while its rows are looked through.
ALTER TABLE public.t ADD CONSTRAINT t_b_check CHECK (((b)::text < ('z'::text COLLATE public.c)));

-- May fail: rows of public.t may not satisfy t_pkey.
-- Locks: public.t is locked while the index of the primary key constraint is built.
ALTER TABLE public.t ADD CONSTRAINT t_pkey PRIMARY KEY (a);

CREATE VIEW public.v AS
SELECT a
   FROM public.t
  WHERE ((b)::text > 'a'::text);
