-- Add users.last_seen_at
--
-- revision: a85d02e4c71f
-- revises: 3f1c9a7be204
-- created: 2026-01-12T10:15:00Z

-- plinth: upgrade
ALTER TABLE public.users ADD COLUMN last_seen_at timestamptz;

COMMENT ON COLUMN public.users.last_seen_at IS 'Start or end of the latest session; NULL before the first.';

-- plinth: downgrade
ALTER TABLE public.users DROP COLUMN last_seen_at;
