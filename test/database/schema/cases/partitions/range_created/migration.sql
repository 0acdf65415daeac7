-- plinth: upgrade
CREATE TABLE public.events (
    id bigint NOT NULL,
    at date NOT NULL,
    note text,
    CONSTRAINT events_pkey PRIMARY KEY (id, at)
)
PARTITION BY RANGE (at);

CREATE TABLE public.events_2025 (
    id bigint CONSTRAINT events_id_not_null NOT NULL,
    at date CONSTRAINT events_at_not_null NOT NULL,
    note text,
    CONSTRAINT events_2025_pkey PRIMARY KEY (id, at)
);

CREATE TABLE public.events_2026 (
    id bigint CONSTRAINT events_id_not_null NOT NULL,
    at date CONSTRAINT events_at_not_null NOT NULL,
    note text,
    CONSTRAINT events_2026_pkey PRIMARY KEY (id, at)
);

CREATE TABLE public.events_rest (
    id bigint CONSTRAINT events_id_not_null NOT NULL,
    at date CONSTRAINT events_at_not_null NOT NULL,
    note text,
    CONSTRAINT events_rest_pkey PRIMARY KEY (id, at)
);

CREATE INDEX events_note ON ONLY public.events USING btree (note);
CREATE INDEX events_2025_note_idx ON public.events_2025 USING btree (note);
ALTER TABLE ONLY public.events ATTACH PARTITION public.events_2025 FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
CREATE INDEX events_2026_note_idx ON public.events_2026 USING btree (note);
ALTER TABLE ONLY public.events ATTACH PARTITION public.events_2026 FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
CREATE INDEX events_rest_note_idx ON public.events_rest USING btree (note);
ALTER TABLE ONLY public.events ATTACH PARTITION public.events_rest DEFAULT;

-- plinth: downgrade
-- Loses data: the rows of public.events_2025 are lost.
DROP TABLE public.events_2025;

-- Loses data: the rows of public.events_2026 are lost.
DROP TABLE public.events_2026;

-- Loses data: the rows of public.events_rest are lost.
DROP TABLE public.events_rest;

-- Loses data: the rows of public.events are lost.
DROP TABLE public.events;
