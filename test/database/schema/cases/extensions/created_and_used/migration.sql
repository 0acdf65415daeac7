-- plinth: upgrade
CREATE EXTENSION hstore WITH SCHEMA public VERSION '1.8';
COMMENT ON EXTENSION hstore IS 'data type for storing sets of (key, value) pairs';

CREATE TABLE public.t (
    h public.hstore,
    a integer
);

CREATE INDEX t_h ON public.t USING gin (h);

-- plinth: downgrade
-- Loses data: the rows of public.t are lost.
DROP TABLE public.t;

DROP EXTENSION hstore;
