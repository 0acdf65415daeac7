-- plinth: upgrade
-- Loses data: the rows of public.events_2024 are lost.
DROP TABLE public.events_2024;

-- plinth: downgrade
CREATE TABLE public.events_2024 (
    id bigint,
    at date CONSTRAINT events_at_not_null NOT NULL
);

ALTER TABLE ONLY public.events ATTACH PARTITION public.events_2024 FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
