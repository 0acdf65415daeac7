-- plinth: upgrade
ALTER SEQUENCE public.startup_logs_id_seq OWNED BY NONE;

-- Loses data: the rows of public.startup_logs are lost.
DROP TABLE public.startup_logs;

CREATE TABLE public.logs (
    id bigint DEFAULT nextval('public.startup_logs_id_seq'::regclass) NOT NULL,
    source text,
    level integer,
    CONSTRAINT startup_logs_pkey PRIMARY KEY (id)
);

ALTER SEQUENCE public.startup_logs_id_seq OWNED BY public.logs.id;
CREATE INDEX startup_logs_agent ON public.logs USING btree (source);

-- plinth: downgrade
ALTER SEQUENCE public.startup_logs_id_seq OWNED BY NONE;

-- Loses data: the rows of public.logs are lost.
DROP TABLE public.logs;

CREATE TABLE public.startup_logs (
    id bigint DEFAULT nextval('public.startup_logs_id_seq'::regclass) NOT NULL,
    agent text NOT NULL,
    written timestamp with time zone,
    CONSTRAINT startup_logs_pkey PRIMARY KEY (id)
);

ALTER SEQUENCE public.startup_logs_id_seq OWNED BY public.startup_logs.id;
CREATE INDEX startup_logs_agent ON public.startup_logs USING btree (agent);
