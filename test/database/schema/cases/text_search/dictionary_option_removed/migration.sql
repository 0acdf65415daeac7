-- plinth: upgrade
ALTER TABLE public.t DROP COLUMN s;
DROP TEXT SEARCH CONFIGURATION public.mine;
DROP TEXT SEARCH DICTIONARY public.plain;
CREATE TEXT SEARCH DICTIONARY public.plain (TEMPLATE = pg_catalog.simple, stopwords = 'russian');
CREATE TEXT SEARCH CONFIGURATION public.mine (PARSER = pg_catalog."default");
ALTER TEXT SEARCH CONFIGURATION public.mine ADD MAPPING FOR asciiword WITH public.plain;

-- Rewrites: public.t is locked and rewritten.
ALTER TABLE public.t ADD COLUMN s tsvector GENERATED ALWAYS AS (to_tsvector('public.mine'::regconfig, a)) STORED;

-- Locks: public.t takes no writes while public.t_s is built.
CREATE INDEX t_s ON public.t USING gin (s);

-- plinth: downgrade
ALTER TABLE public.t DROP COLUMN s;
DROP TEXT SEARCH CONFIGURATION public.mine;
DROP TEXT SEARCH DICTIONARY public.plain;
CREATE TEXT SEARCH DICTIONARY public.plain (TEMPLATE = pg_catalog.simple, accept = 'false', stopwords = 'english');
CREATE TEXT SEARCH CONFIGURATION public.mine (PARSER = pg_catalog."default");
ALTER TEXT SEARCH CONFIGURATION public.mine ADD MAPPING FOR asciiword WITH public.plain;

-- Rewrites: public.t is locked and rewritten.
ALTER TABLE public.t ADD COLUMN s tsvector GENERATED ALWAYS AS (to_tsvector('public.mine'::regconfig, a)) STORED;

-- Locks: public.t takes no writes while public.t_s is built.
CREATE INDEX t_s ON public.t USING gin (s);
