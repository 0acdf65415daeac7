-- plinth: upgrade
CREATE TEXT SEARCH DICTIONARY public.plain (TEMPLATE = pg_catalog.simple, stopwords = 'english', accept = 'false');
CREATE TEXT SEARCH CONFIGURATION public.mine (PARSER = pg_catalog."default");
ALTER TEXT SEARCH CONFIGURATION public.mine ADD MAPPING FOR asciiword WITH public.plain, pg_catalog.simple;
ALTER TEXT SEARCH CONFIGURATION public.mine ADD MAPPING FOR word WITH public.plain, pg_catalog.simple;
COMMENT ON TEXT SEARCH CONFIGURATION public.mine IS 'mine';

CREATE TABLE public.t (
    a text
);

CREATE INDEX t_a ON public.t USING gin (to_tsvector('public.mine'::regconfig, a));

-- plinth: downgrade
-- Loses data: the rows of public.t are lost.
DROP TABLE public.t;

DROP TEXT SEARCH CONFIGURATION public.mine;
DROP TEXT SEARCH DICTIONARY public.plain;
