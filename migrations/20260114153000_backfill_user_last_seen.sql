-- Fill users.last_seen_at from the sessions
--
-- revision: 61b9f3d80a5c
-- revises: a85d02e4c71f
-- created: 2026-01-14T15:30:00Z

-- plinth: upgrade
UPDATE public.users u
   SET last_seen_at = s.seen
  FROM (
    SELECT user_id, max(coalesce(ended_at, started_at)) AS seen
      FROM public.sessions
     GROUP BY user_id
  ) AS s
 WHERE s.user_id = u.id
   AND (u.last_seen_at IS NULL OR u.last_seen_at < s.seen);

-- plinth: downgrade
-- The sessions still hold what was copied from them.
UPDATE public.users SET last_seen_at = NULL WHERE last_seen_at IS NOT NULL;
