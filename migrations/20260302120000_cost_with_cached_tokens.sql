-- Cached tokens cost a tenth; the acceptance view gains a rate
--
-- revision: 5c90d8a2e43b
-- revises: b3e1560fd7a9
-- created: 2026-03-02T12:00:00Z

-- plinth: upgrade
CREATE OR REPLACE FUNCTION billing.completion_cost(model public.slug, usage public.token_usage, on_day date DEFAULT current_date)
  RETURNS numeric
  LANGUAGE sql STABLE
AS $$
  SELECT round(
           (p.prompt_million * (coalesce(usage.prompt_tokens, 0) - coalesce(usage.cached_tokens, 0))
            + p.prompt_million * coalesce(usage.cached_tokens, 0) / 10
            + p.output_million * coalesce(usage.completion_tokens, 0)) / 1000000, 6)
    FROM billing.model_prices p
   WHERE p.model::text = completion_cost.model::text
     AND p.valid @> on_day
$$;

CREATE OR REPLACE VIEW public.project_acceptance AS
  SELECT s.project_id,
         (c.shown_at AT TIME ZONE 'UTC')::date AS day,
         count(*) AS shown,
         count(c.accepted_at) AS accepted,
         round(count(c.accepted_at)::numeric / count(*), 4) AS rate
    FROM public.completions c
    JOIN public.requests r ON r.id = c.request_id
    JOIN public.sessions s ON s.id = r.session_id
   WHERE c.shown_at IS NOT NULL
   GROUP BY 1, 2;

-- plinth: downgrade
-- A view can be replaced only by one with the same columns or more.
DROP VIEW public.project_acceptance;

CREATE VIEW public.project_acceptance AS
  SELECT s.project_id,
         (c.shown_at AT TIME ZONE 'UTC')::date AS day,
         count(*) AS shown,
         count(c.accepted_at) AS accepted
    FROM public.completions c
    JOIN public.requests r ON r.id = c.request_id
    JOIN public.sessions s ON s.id = r.session_id
   WHERE c.shown_at IS NOT NULL
   GROUP BY 1, 2;

COMMENT ON VIEW public.project_acceptance IS 'Per project and day (UTC): completions shown, and those taken.';

CREATE OR REPLACE FUNCTION billing.completion_cost(model public.slug, usage public.token_usage, on_day date DEFAULT current_date)
  RETURNS numeric
  LANGUAGE sql STABLE
AS $$
  SELECT round(
           (p.prompt_million * coalesce(usage.prompt_tokens, 0)
            + p.output_million * coalesce(usage.completion_tokens, 0)) / 1000000, 6)
    FROM billing.model_prices p
   WHERE p.model::text = completion_cost.model::text
     AND p.valid @> on_day
$$;
