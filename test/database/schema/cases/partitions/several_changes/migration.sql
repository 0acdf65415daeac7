-- plinth: upgrade
DROP INDEX public.events_kind;
ALTER TABLE public.events ADD COLUMN note text;
ALTER TABLE ONLY public.events ADD CONSTRAINT events_pkey PRIMARY KEY (id, at);

CREATE TABLE public.events_2026 (
    id bigint CONSTRAINT events_id_not_null NOT NULL,
    at date CONSTRAINT events_at_not_null NOT NULL,
    kind text,
    note text,
    CONSTRAINT events_2026_pkey PRIMARY KEY (id, at)
)
PARTITION BY RANGE (id, at);

CREATE TABLE public.events_2026_a (
    id bigint CONSTRAINT events_id_not_null NOT NULL,
    at date CONSTRAINT events_at_not_null NOT NULL,
    kind text,
    note text,
    CONSTRAINT events_2026_a_pkey PRIMARY KEY (id, at)
);

CREATE TABLE public.events_rest (
    id bigint CONSTRAINT events_id_not_null NOT NULL,
    at date CONSTRAINT events_at_not_null NOT NULL,
    kind text,
    note text,
    CONSTRAINT events_rest_pkey PRIMARY KEY (id, at)
);

-- May fail: rows of public.events_2025 may not satisfy events_2025_pkey.
-- Locks: public.events_2025 is locked while the index of the primary key constraint is built.
ALTER TABLE public.events_2025 ADD CONSTRAINT events_2025_pkey PRIMARY KEY (id, at);

ALTER INDEX public.events_pkey ATTACH PARTITION public.events_2025_pkey;
CREATE INDEX events_at ON ONLY public.events USING btree (at);

-- Locks: public.events_2025 takes no writes while public.events_2025_at_idx is built.
CREATE INDEX events_2025_at_idx ON public.events_2025 USING btree (at);

ALTER INDEX public.events_at ATTACH PARTITION public.events_2025_at_idx;
CREATE INDEX events_2026_at_idx ON ONLY public.events_2026 USING btree (at);
ALTER TABLE ONLY public.events ATTACH PARTITION public.events_2026 FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
CREATE INDEX events_2026_a_at_idx ON public.events_2026_a USING btree (at);
ALTER TABLE ONLY public.events_2026 ATTACH PARTITION public.events_2026_a FOR VALUES FROM ('1', MINVALUE) TO ('100', MAXVALUE);
CREATE INDEX events_rest_at_idx ON public.events_rest USING btree (at);
ALTER TABLE ONLY public.events ATTACH PARTITION public.events_rest DEFAULT;

-- plinth: downgrade
CREATE INDEX events_kind ON ONLY public.events USING btree (kind);

-- Locks: public.events_2025 takes no writes while public.events_2025_kind_idx is built.
CREATE INDEX events_2025_kind_idx ON public.events_2025 USING btree (kind);

ALTER INDEX public.events_kind ATTACH PARTITION public.events_2025_kind_idx;

-- Loses data: the rows of public.events_2026_a are lost.
DROP TABLE public.events_2026_a;

-- Loses data: the rows of public.events_2026 are lost.
DROP TABLE public.events_2026;

-- Loses data: the rows of public.events_rest are lost.
DROP TABLE public.events_rest;

DROP INDEX public.events_at;
ALTER TABLE public.events DROP CONSTRAINT events_pkey;

-- Loses data: the values of public.events.note are lost.
ALTER TABLE public.events DROP COLUMN note;
