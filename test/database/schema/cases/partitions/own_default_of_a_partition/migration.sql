-- plinth: upgrade
ALTER TABLE public.events_2025 ALTER COLUMN note SET DEFAULT 'b'::text;

-- plinth: downgrade
ALTER TABLE public.events_2025 ALTER COLUMN note SET DEFAULT 'a'::text;
