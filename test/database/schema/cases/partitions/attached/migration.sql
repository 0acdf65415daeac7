-- plinth: upgrade
ALTER TABLE public.events_2025 RENAME CONSTRAINT events_2025_at_not_null TO events_at_not_null;

-- May fail: public.events_2025 may have rows that do not fit FOR VALUES FROM ('2025-01-01') TO ('2026-01-01').
-- Locks: public.events_2025 is locked while its rows are looked through.
ALTER TABLE ONLY public.events ATTACH PARTITION public.events_2025 FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');

-- plinth: downgrade
ALTER TABLE ONLY public.events DETACH PARTITION public.events_2025;
ALTER TABLE public.events_2025 RENAME CONSTRAINT events_at_not_null TO events_2025_at_not_null;
