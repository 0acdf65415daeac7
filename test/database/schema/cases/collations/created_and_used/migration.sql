-- plinth: upgrade
CREATE COLLATION public.german (provider = icu, locale = 'de-DE');
CREATE COLLATION public.nocase (provider = icu, deterministic = false, locale = 'und-u-ks-level2');

CREATE TABLE public.t (
    a text COLLATE public.german,
    b text COLLATE public.nocase,
    CONSTRAINT t_b_key UNIQUE (b)
);

-- plinth: downgrade
-- Loses data: the rows of public.t are lost.
DROP TABLE public.t;

DROP COLLATION public.german;
DROP COLLATION public.nocase;
