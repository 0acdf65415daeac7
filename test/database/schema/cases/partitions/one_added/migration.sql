-- plinth: upgrade
CREATE TABLE public.events_2026 (
    id bigint,
    at date CONSTRAINT events_at_not_null NOT NULL
);

CREATE INDEX events_2026_at_idx ON public.events_2026 USING btree (at);
ALTER TABLE ONLY public.events ATTACH PARTITION public.events_2026 FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');

-- plinth: downgrade
-- Loses data: the rows of public.events_2026 are lost.
DROP TABLE public.events_2026;
