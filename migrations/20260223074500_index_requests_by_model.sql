-- Index the requests by model, without blocking writers
--
-- revision: b3e1560fd7a9
-- revises: 2ad8475e6b90
-- created: 2026-02-23T07:45:00Z

-- plinth: upgrade
-- plinth: no-transaction
CREATE INDEX CONCURRENTLY IF NOT EXISTS requests_model_created_idx ON public.requests (model, created_at DESC);

-- plinth: downgrade
-- plinth: no-transaction
DROP INDEX CONCURRENTLY IF EXISTS public.requests_model_created_idx;
