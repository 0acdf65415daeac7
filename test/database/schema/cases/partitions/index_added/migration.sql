-- plinth: upgrade
CREATE INDEX events_id ON ONLY public.events USING btree (id);

-- Locks: public.events_2025 takes no writes while public.events_2025_id_idx is built.
CREATE INDEX events_2025_id_idx ON public.events_2025 USING btree (id);

ALTER INDEX public.events_id ATTACH PARTITION public.events_2025_id_idx;

-- Locks: public.events_2026 takes no writes while public.events_2026_id_idx is built.
CREATE INDEX events_2026_id_idx ON public.events_2026 USING btree (id);

ALTER INDEX public.events_id ATTACH PARTITION public.events_2026_id_idx;

-- plinth: downgrade
DROP INDEX public.events_id;
