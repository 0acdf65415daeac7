-- plinth: upgrade
-- Loses data: the rows of public.events_eu are lost.
DROP TABLE public.events_eu;

CREATE TABLE public.events_eu (
    region text,
    at date CONSTRAINT events_at_not_null NOT NULL
)
PARTITION BY RANGE (at);

ALTER TABLE ONLY public.events ATTACH PARTITION public.events_eu FOR VALUES IN ('eu');

CREATE TABLE public.events_eu_2026 (
    region text,
    at date CONSTRAINT events_at_not_null NOT NULL
);

ALTER TABLE ONLY public.events_eu ATTACH PARTITION public.events_eu_2026 FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');

-- plinth: downgrade
-- Loses data: the rows of public.events_eu_2026 are lost.
DROP TABLE public.events_eu_2026;

-- Loses data: the rows of public.events_eu are lost.
DROP TABLE public.events_eu;

CREATE TABLE public.events_eu (
    region text,
    at date CONSTRAINT events_at_not_null NOT NULL
);

ALTER TABLE ONLY public.events ATTACH PARTITION public.events_eu FOR VALUES IN ('eu');
