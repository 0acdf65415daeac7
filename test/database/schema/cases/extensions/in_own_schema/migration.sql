-- plinth: upgrade
CREATE SCHEMA ext;
CREATE EXTENSION citext WITH SCHEMA ext VERSION '1.8';
COMMENT ON EXTENSION citext IS 'data type for case-insensitive character strings';

CREATE TABLE public.t (
    name ext.citext,
    CONSTRAINT t_name_key UNIQUE (name)
);

-- plinth: downgrade
-- Loses data: the rows of public.t are lost.
DROP TABLE public.t;

DROP EXTENSION citext;
DROP SCHEMA ext;
