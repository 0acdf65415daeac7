-- The database of an AI coding assistant: people and organisations, the code
-- they work on, the requests they make, what the models answered, how useful
-- the answers were, and what it all cost.
--
-- Runs on PostgreSQL 13 and later, in one transaction:
--
--   psql -X -v ON_ERROR_STOP=1 -1 -f sql/init.sql
--
-- Needs the contrib extensions named below, all of them trusted: the owner of
-- the database can create them. No roles are created and none are assumed.

SET client_encoding = 'UTF8';
SET client_min_messages = warning;


-- ---------------------------------------------------------------------------
-- Extensions and schemas
-- ---------------------------------------------------------------------------

CREATE EXTENSION IF NOT EXISTS citext WITH SCHEMA public;
CREATE EXTENSION IF NOT EXISTS pgcrypto WITH SCHEMA public;
CREATE EXTENSION IF NOT EXISTS btree_gist WITH SCHEMA public;
CREATE EXTENSION IF NOT EXISTS pg_trgm WITH SCHEMA public;

CREATE SCHEMA billing;
COMMENT ON SCHEMA billing IS 'Plans, prices, invoices: everything that ends in money.';


-- ---------------------------------------------------------------------------
-- Types
-- ---------------------------------------------------------------------------

CREATE TYPE public.member_role AS ENUM ('viewer', 'developer', 'admin', 'owner');
CREATE TYPE public.user_status AS ENUM ('invited', 'active', 'suspended', 'closed');
CREATE TYPE public.request_kind AS ENUM ('inline', 'chat', 'edit', 'explain', 'review', 'test');
CREATE TYPE public.request_status AS ENUM ('queued', 'running', 'done', 'failed', 'cancelled');
CREATE TYPE public.finish_reason AS ENUM ('stop', 'length', 'tool call', 'filtered', 'error');
CREATE TYPE public.event_level AS ENUM ('debug', 'info', 'warning', 'error');
CREATE TYPE billing.subscription_state AS ENUM ('trial', 'active', 'past due', 'cancelled');
CREATE TYPE billing.invoice_state AS ENUM ('draft', 'open', 'paid', 'void');

CREATE DOMAIN public.email_address AS public.citext
  CONSTRAINT email_address_shape CHECK (VALUE ~ '^[^@[:space:]]+@[^@[:space:]]+\.[^@[:space:]]+$');

CREATE DOMAIN public.slug AS text
  CONSTRAINT slug_shape CHECK (VALUE ~ '^[a-z0-9]+(-[a-z0-9]+)*$')
  CONSTRAINT slug_length CHECK (length(VALUE) <= 63);

CREATE DOMAIN public.token_count AS integer
  DEFAULT 0
  CONSTRAINT token_count_positive CHECK (VALUE >= 0);

CREATE DOMAIN billing.money_amount AS numeric(14, 4)
  CONSTRAINT money_amount_finite CHECK (VALUE <> 'NaN'::numeric);

CREATE DOMAIN billing.currency_code AS char(3)
  DEFAULT 'EUR'
  CONSTRAINT currency_code_shape CHECK (VALUE ~ '^[A-Z]{3}$');

CREATE TYPE public.token_usage AS (
  prompt_tokens     integer,
  cached_tokens     integer,
  completion_tokens integer
);

COMMENT ON TYPE public.member_role IS 'From least to most powerful; comparable with < and >.';
COMMENT ON TYPE public.token_usage IS 'What one completion used. Cached tokens are part of the prompt tokens.';
COMMENT ON DOMAIN public.slug IS 'Lower-case words joined by single hyphens, as used in URLs.';


-- ---------------------------------------------------------------------------
-- Functions that depend on no table
-- ---------------------------------------------------------------------------

-- The organisation a connection acts for; NULL when none has been set.
CREATE FUNCTION public.current_organisation() RETURNS uuid
  LANGUAGE sql STABLE PARALLEL SAFE
AS $$
  SELECT nullif(current_setting('app.organisation_id', true), '')::uuid
$$;

CREATE FUNCTION public.current_user_id() RETURNS uuid
  LANGUAGE sql STABLE PARALLEL SAFE
AS $$
  SELECT nullif(current_setting('app.user_id', true), '')::uuid
$$;

CREATE FUNCTION public.is_semver(version text) RETURNS boolean
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
AS $$
  SELECT version ~ '^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?$'
$$;

CREATE FUNCTION public.total_tokens(usage public.token_usage) RETURNS integer
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
  SELECT coalesce(usage.prompt_tokens, 0) + coalesce(usage.completion_tokens, 0)
$$;

CREATE FUNCTION public.touch_updated_at() RETURNS trigger
  LANGUAGE plpgsql
AS $touch$
BEGIN
  -- A row that did not change keeps its time; "IS DISTINCT FROM" knows NULLs.
  IF NEW IS DISTINCT FROM OLD THEN
    NEW.updated_at := clock_timestamp();
  END IF;
  RETURN NEW;
END;
$touch$;

COMMENT ON FUNCTION public.is_semver(text) IS 'True for 1.2.3, 1.2.3-rc.1 and 1.2.3+build; false for v1.2.3 and 1.2.';


-- ---------------------------------------------------------------------------
-- Organisations and people
-- ---------------------------------------------------------------------------

CREATE TABLE public.users (
  id            uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  email         public.email_address NOT NULL,
  display_name  text NOT NULL,
  status        public.user_status NOT NULL DEFAULT 'invited',
  password_hash text,
  locale        text COLLATE "C" NOT NULL DEFAULT 'en',
  preferences   jsonb NOT NULL DEFAULT '{}'::jsonb,
  created_at    timestamptz NOT NULL DEFAULT now(),
  updated_at    timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT users_email_key UNIQUE (email),
  CONSTRAINT users_display_name_not_blank CHECK (btrim(display_name) <> ''),
  CONSTRAINT users_preferences_object CHECK (jsonb_typeof(preferences) = 'object'),
  CONSTRAINT users_active_has_password CHECK (status <> 'active' OR password_hash IS NOT NULL)
);

CREATE INDEX users_display_name_trgm ON public.users USING gin (display_name public.gin_trgm_ops);
CREATE INDEX users_invited_idx ON public.users (created_at) WHERE status = 'invited';

-- owner_id points at a membership, which points back here: the foreign key is
-- added after organisation_members, and is checked at commit.
CREATE TABLE public.organisations (
  id            uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  slug          public.slug NOT NULL,
  name          text NOT NULL,
  owner_id      uuid NOT NULL,
  region        text NOT NULL DEFAULT 'eu',
  created_at    timestamptz NOT NULL DEFAULT now(),
  updated_at    timestamptz NOT NULL DEFAULT now(),
  billing_email public.email_address,
  CONSTRAINT organisations_slug_key UNIQUE (slug),
  CONSTRAINT organisations_region_known CHECK (region IN ('eu', 'us', 'apac'))
);

CREATE INDEX organisations_name_lower_idx ON public.organisations (lower(name) text_pattern_ops);

CREATE TABLE public.organisation_members (
  organisation_id uuid NOT NULL REFERENCES public.organisations (id) ON DELETE CASCADE,
  user_id         uuid NOT NULL REFERENCES public.users (id) ON DELETE CASCADE,
  role            public.member_role NOT NULL DEFAULT 'developer',
  joined_at       timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (organisation_id, user_id)
);

CREATE INDEX organisation_members_user_idx ON public.organisation_members (user_id) INCLUDE (role);
CREATE UNIQUE INDEX organisation_members_one_owner
  ON public.organisation_members (organisation_id) WHERE role = 'owner';

ALTER TABLE public.organisations
  ADD CONSTRAINT organisations_owner_fkey
  FOREIGN KEY (id, owner_id) REFERENCES public.organisation_members (organisation_id, user_id)
  ON DELETE NO ACTION
  DEFERRABLE INITIALLY DEFERRED;

CREATE TABLE public.teams (
  organisation_id uuid NOT NULL REFERENCES public.organisations (id) ON DELETE CASCADE,
  slug            public.slug NOT NULL,
  name            text NOT NULL,
  parent_slug     public.slug,
  created_at      timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (organisation_id, slug),
  CONSTRAINT teams_parent_fkey FOREIGN KEY (organisation_id, parent_slug)
    REFERENCES public.teams (organisation_id, slug) ON UPDATE CASCADE ON DELETE RESTRICT,
  CONSTRAINT teams_not_own_parent CHECK (parent_slug IS DISTINCT FROM slug)
);

CREATE TABLE public.team_members (
  organisation_id uuid NOT NULL,
  team_slug       public.slug NOT NULL,
  user_id         uuid NOT NULL,
  is_lead         boolean NOT NULL DEFAULT false,
  PRIMARY KEY (organisation_id, team_slug, user_id),
  FOREIGN KEY (organisation_id, team_slug)
    REFERENCES public.teams (organisation_id, slug) ON UPDATE CASCADE ON DELETE CASCADE,
  FOREIGN KEY (organisation_id, user_id)
    REFERENCES public.organisation_members (organisation_id, user_id) ON DELETE CASCADE
);

CREATE TABLE public.api_keys (
  id              bigint GENERATED ALWAYS AS IDENTITY (START WITH 1000) PRIMARY KEY,
  organisation_id uuid NOT NULL,
  created_by      uuid NOT NULL,
  name            text NOT NULL,
  prefix          char(8) NOT NULL,
  secret_digest   bytea NOT NULL,
  scopes          text[] NOT NULL DEFAULT ARRAY['complete']::text[],
  expires_at      timestamptz,
  revoked_at      timestamptz,
  created_at      timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT api_keys_member_fkey FOREIGN KEY (organisation_id, created_by)
    REFERENCES public.organisation_members (organisation_id, user_id) ON DELETE CASCADE,
  CONSTRAINT api_keys_digest_is_sha256 CHECK (octet_length(secret_digest) = 32),
  CONSTRAINT api_keys_scopes_known
    CHECK (scopes <> '{}' AND scopes <@ ARRAY['complete', 'chat', 'admin', 'telemetry']::text[]),
  CONSTRAINT api_keys_expiry_after_creation CHECK (expires_at > created_at)
);

CREATE UNIQUE INDEX api_keys_live_prefix ON public.api_keys (prefix) WHERE revoked_at IS NULL;
CREATE INDEX api_keys_scopes_idx ON public.api_keys USING gin (scopes);

COMMENT ON TABLE public.users IS 'A person; may belong to several organisations.';
COMMENT ON COLUMN public.users.password_hash IS 'crypt() with a bcrypt salt; never the password.';
COMMENT ON COLUMN public.organisations.billing_email IS 'Where invoices go; NULL means to the owner.';
COMMENT ON CONSTRAINT organisations_owner_fkey ON public.organisations IS
  'Deferred: an organisation and the membership of its owner are created together.';
COMMENT ON INDEX public.organisation_members_one_owner IS 'An organisation''s members include at most one owner.';


-- ---------------------------------------------------------------------------
-- Models and prompts
-- ---------------------------------------------------------------------------

CREATE TABLE public.languages (
  code       text COLLATE "C" PRIMARY KEY,
  name       text NOT NULL UNIQUE,
  extensions text[] NOT NULL DEFAULT '{}'::text[]
);

CREATE TABLE public.model_providers (
  id       smallint GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY,
  slug     public.slug NOT NULL UNIQUE,
  name     text NOT NULL,
  base_url text NOT NULL,
  CONSTRAINT model_providers_https CHECK (base_url LIKE 'https://%')
);

CREATE TABLE public.models (
  slug           public.slug PRIMARY KEY,
  provider_id    smallint NOT NULL REFERENCES public.model_providers (id) ON DELETE RESTRICT,
  name           text NOT NULL,
  context_window integer NOT NULL,
  max_output     integer NOT NULL,
  capabilities   public.request_kind[] NOT NULL,
  released_on    date NOT NULL,
  retired_on     date,
  CONSTRAINT models_window_sane CHECK (context_window BETWEEN 1024 AND 16777216),
  CONSTRAINT models_output_fits CHECK (max_output > 0 AND max_output <= context_window),
  CONSTRAINT models_retired_after_release CHECK (retired_on IS NULL OR retired_on >= released_on)
);

CREATE TABLE public.prompt_templates (
  id              integer GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY,
  organisation_id uuid REFERENCES public.organisations (id) ON DELETE CASCADE,
  kind            public.request_kind NOT NULL,
  name            text NOT NULL,
  archived        boolean NOT NULL DEFAULT false
);

-- NULLs are distinct in a unique index, so the built-in templates (those of no
-- organisation) need an index of their own.
CREATE UNIQUE INDEX prompt_templates_name_per_organisation
  ON public.prompt_templates (organisation_id, kind, name) WHERE organisation_id IS NOT NULL;
CREATE UNIQUE INDEX prompt_templates_name_built_in
  ON public.prompt_templates (kind, name) WHERE organisation_id IS NULL;

CREATE TABLE public.prompt_template_versions (
  template_id integer NOT NULL REFERENCES public.prompt_templates (id) ON DELETE CASCADE,
  version     integer NOT NULL,
  body        text NOT NULL,
  variables   text[] NOT NULL DEFAULT '{}'::text[],
  body_sha256 bytea GENERATED ALWAYS AS (sha256(decode(replace(body, '\', '\\'), 'escape'))) STORED,
  author_id   uuid REFERENCES public.users (id) ON DELETE SET NULL,
  created_at  timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (template_id, version),
  CONSTRAINT prompt_template_versions_from_one CHECK (version >= 1)
);

COMMENT ON COLUMN public.models.capabilities IS 'The kinds of request the router may send to this model.';
COMMENT ON TABLE public.prompt_template_versions IS 'Versions are added, never changed: requests refer to them.';


-- ---------------------------------------------------------------------------
-- Projects and code
-- ---------------------------------------------------------------------------

CREATE TABLE public.projects (
  id              uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  organisation_id uuid NOT NULL REFERENCES public.organisations (id) ON DELETE CASCADE,
  team_slug       public.slug,
  slug            public.slug NOT NULL,
  name            text NOT NULL,
  name_folded     text GENERATED ALWAYS AS (lower(btrim(name))) STORED,
  default_model   public.slug NOT NULL DEFAULT 'quill-small'
                  REFERENCES public.models (slug) ON UPDATE CASCADE ON DELETE SET DEFAULT,
  archived_at     timestamptz,
  created_at      timestamptz NOT NULL DEFAULT now(),
  updated_at      timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT projects_slug_key UNIQUE (organisation_id, slug),
  CONSTRAINT projects_team_fkey FOREIGN KEY (organisation_id, team_slug)
    REFERENCES public.teams (organisation_id, slug) ON UPDATE CASCADE ON DELETE RESTRICT
);

CREATE INDEX projects_live_name_idx ON public.projects (organisation_id, name_folded) WHERE archived_at IS NULL;

CREATE TABLE public.project_settings (
  project_id     uuid PRIMARY KEY REFERENCES public.projects (id) ON DELETE CASCADE,
  telemetry      boolean NOT NULL DEFAULT true,
  max_context    public.token_count NOT NULL DEFAULT 32768,
  excluded_globs text[] NOT NULL DEFAULT ARRAY['**/.env', '**/*.pem']::text[],
  extra          jsonb NOT NULL DEFAULT '{}'::jsonb
);

CREATE TABLE public.repositories (
  id             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  project_id     uuid NOT NULL REFERENCES public.projects (id) ON DELETE CASCADE,
  clone_url      text NOT NULL,
  default_branch text NOT NULL DEFAULT 'main',
  head_commit    text,
  indexed_at     timestamptz,
  UNIQUE (project_id, clone_url),
  CONSTRAINT repositories_commit_is_sha CHECK (head_commit ~ '^[0-9a-f]{40}([0-9a-f]{24})?$')
);

CREATE TABLE public.code_chunks (
  id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  repository_id bigint NOT NULL REFERENCES public.repositories (id) ON DELETE CASCADE,
  path          text NOT NULL,
  lines         int4range NOT NULL,
  language_code text COLLATE "C" REFERENCES public.languages (code) ON UPDATE CASCADE ON DELETE SET NULL,
  content       text NOT NULL,
  line_count    integer GENERATED ALWAYS AS (upper(lines) - lower(lines)) STORED,
  search        tsvector GENERATED ALWAYS AS (
                  setweight(to_tsvector('pg_catalog.simple'::regconfig, path), 'A')
                  || to_tsvector('pg_catalog.english'::regconfig, content)
                ) STORED,
  CONSTRAINT code_chunks_lines_bounded
    CHECK (NOT isempty(lines) AND NOT lower_inf(lines) AND NOT upper_inf(lines) AND lower(lines) >= 1),
  -- One line of a file is in one chunk.
  CONSTRAINT code_chunks_no_overlap
    EXCLUDE USING gist (repository_id WITH =, path WITH =, lines WITH &&)
);

CREATE INDEX code_chunks_search_idx ON public.code_chunks USING gin (search);
CREATE INDEX code_chunks_path_trgm ON public.code_chunks USING gin (path public.gin_trgm_ops);

COMMENT ON COLUMN public.projects.default_model IS
  'A model that is deleted gives way to the default of this column.';
COMMENT ON COLUMN public.code_chunks.lines IS 'Line numbers from 1, the upper bound not included.';


-- ---------------------------------------------------------------------------
-- Sessions, requests, completions
-- ---------------------------------------------------------------------------

CREATE TABLE public.sessions (
  id             uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  user_id        uuid NOT NULL REFERENCES public.users (id) ON DELETE CASCADE,
  project_id     uuid REFERENCES public.projects (id) ON DELETE SET NULL,
  api_key_id     bigint REFERENCES public.api_keys (id) ON DELETE SET NULL,
  editor         text NOT NULL,
  client_version text NOT NULL,
  client_address inet,
  started_at     timestamptz NOT NULL DEFAULT now(),
  ended_at       timestamptz,
  duration       interval GENERATED ALWAYS AS (ended_at - started_at) STORED,
  CONSTRAINT sessions_version_is_semver CHECK (public.is_semver(client_version)),
  CONSTRAINT sessions_end_after_start CHECK (ended_at >= started_at)
);

CREATE INDEX sessions_user_idx ON public.sessions (user_id, started_at DESC);
CREATE INDEX sessions_open_idx ON public.sessions (project_id) WHERE ended_at IS NULL;
CREATE INDEX sessions_day_idx ON public.sessions (((started_at AT TIME ZONE 'UTC')::date));

CREATE TABLE public.requests (
  id               uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  session_id       uuid NOT NULL REFERENCES public.sessions (id) ON DELETE CASCADE,
  parent_id        uuid REFERENCES public.requests (id) ON DELETE SET NULL,
  kind             public.request_kind NOT NULL,
  status           public.request_status NOT NULL DEFAULT 'queued',
  model            public.slug NOT NULL REFERENCES public.models (slug) ON UPDATE CASCADE ON DELETE RESTRICT,
  language_code    text COLLATE "C" REFERENCES public.languages (code) ON UPDATE CASCADE ON DELETE RESTRICT,
  template_id      integer,
  template_version integer,
  prompt           text NOT NULL,
  parameters       jsonb NOT NULL DEFAULT '{"temperature": 0.2}'::jsonb,
  created_at       timestamptz NOT NULL DEFAULT now(),
  finished_at      timestamptz,
  CONSTRAINT requests_template_fkey FOREIGN KEY (template_id, template_version)
    REFERENCES public.prompt_template_versions (template_id, version) MATCH FULL ON DELETE NO ACTION,
  CONSTRAINT requests_finished_when_final
    CHECK ((status IN ('done', 'failed', 'cancelled')) = (finished_at IS NOT NULL)),
  CONSTRAINT requests_temperature_range
    CHECK (NOT parameters ? 'temperature' OR (parameters ->> 'temperature')::numeric BETWEEN 0 AND 2)
);

CREATE INDEX requests_session_idx ON public.requests (session_id, created_at);
CREATE INDEX requests_waiting_idx ON public.requests (created_at) WHERE status IN ('queued', 'running');
CREATE INDEX requests_parameters_idx ON public.requests USING gin (parameters jsonb_path_ops);
CREATE STATISTICS public.requests_kind_model (dependencies, ndistinct) ON kind, model FROM public.requests;

CREATE TABLE public.request_context_files (
  request_id uuid NOT NULL REFERENCES public.requests (id) ON DELETE CASCADE,
  position   smallint NOT NULL,
  path       text NOT NULL,
  chunk_id   bigint REFERENCES public.code_chunks (id) ON DELETE SET NULL,
  tokens     public.token_count NOT NULL,
  PRIMARY KEY (request_id, position),
  UNIQUE (request_id, path, chunk_id)
);

CREATE TABLE public.completions (
  request_id    uuid NOT NULL REFERENCES public.requests (id) ON DELETE CASCADE,
  candidate     smallint NOT NULL DEFAULT 1,
  content       text NOT NULL,
  finish        public.finish_reason NOT NULL,
  usage         public.token_usage NOT NULL,
  tokens        integer GENERATED ALWAYS AS (public.total_tokens(usage)) STORED,
  latency_ms    integer NOT NULL,
  shown_at      timestamptz,
  accepted_at   timestamptz,
  created_at    timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (request_id, candidate),
  CONSTRAINT completions_latency_positive CHECK (latency_ms >= 0),
  CONSTRAINT completions_usage_complete
    CHECK ((usage).prompt_tokens >= (usage).cached_tokens AND (usage).completion_tokens >= 0),
  CONSTRAINT completions_accepted_was_shown CHECK (accepted_at IS NULL OR accepted_at >= shown_at)
);

CREATE UNIQUE INDEX completions_one_accepted ON public.completions (request_id) WHERE accepted_at IS NOT NULL;
CREATE INDEX completions_slow_idx ON public.completions (latency_ms DESC) WHERE latency_ms > 5000;

CREATE TABLE public.tool_calls (
  id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  request_id   uuid NOT NULL,
  candidate    smallint NOT NULL,
  tool         text NOT NULL,
  arguments    jsonb NOT NULL,
  result       jsonb,
  error        text,
  called_at    timestamptz NOT NULL DEFAULT now(),
  FOREIGN KEY (request_id, candidate)
    REFERENCES public.completions (request_id, candidate) ON UPDATE CASCADE ON DELETE CASCADE,
  CONSTRAINT tool_calls_result_or_error CHECK (result IS NULL OR error IS NULL)
);

CREATE INDEX tool_calls_completion_idx ON public.tool_calls (request_id, candidate);

COMMENT ON TABLE public.requests IS 'One question to one model; its answers are its completions.';
COMMENT ON COLUMN public.completions.candidate IS 'A request may be answered several times over; 1 is the first.';
COMMENT ON STATISTICS public.requests_kind_model IS 'The kind of a request all but decides its model.';


-- ---------------------------------------------------------------------------
-- Feedback
-- ---------------------------------------------------------------------------

CREATE TABLE public.feedback_reasons (
  code        text COLLATE "C" PRIMARY KEY,
  label       text NOT NULL,
  is_negative boolean NOT NULL,
  sort_order  smallint NOT NULL,
  CONSTRAINT feedback_reasons_sort_order_key UNIQUE (sort_order) DEFERRABLE INITIALLY IMMEDIATE
);

CREATE TABLE public.feedback (
  id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  request_id  uuid NOT NULL,
  candidate   smallint NOT NULL,
  user_id     uuid REFERENCES public.users (id) ON DELETE SET NULL,
  rating      smallint NOT NULL,
  reason_code text COLLATE "C" NOT NULL DEFAULT 'unspecified'
              REFERENCES public.feedback_reasons (code) ON UPDATE CASCADE ON DELETE SET DEFAULT,
  comment     text,
  created_at  timestamptz NOT NULL DEFAULT now(),
  FOREIGN KEY (request_id, candidate)
    REFERENCES public.completions (request_id, candidate) ON DELETE CASCADE,
  CONSTRAINT feedback_once UNIQUE (request_id, candidate, user_id),
  CONSTRAINT feedback_rating_range CHECK (rating BETWEEN -2 AND 2)
);

CREATE INDEX feedback_comment_idx ON public.feedback
  USING gin (to_tsvector('pg_catalog.english'::regconfig, coalesce(comment, '')));


-- ---------------------------------------------------------------------------
-- Telemetry, by month
-- ---------------------------------------------------------------------------

CREATE SEQUENCE public.telemetry_event_id AS bigint INCREMENT BY 1 MINVALUE 1 START WITH 1 CACHE 50;

CREATE TABLE public.telemetry_events (
  id          bigint NOT NULL DEFAULT nextval('public.telemetry_event_id'::regclass),
  occurred_at timestamptz NOT NULL DEFAULT now(),
  session_id  uuid REFERENCES public.sessions (id) ON DELETE CASCADE,
  level       public.event_level NOT NULL DEFAULT 'info',
  name        text NOT NULL,
  payload     jsonb NOT NULL DEFAULT '{}'::jsonb,
  PRIMARY KEY (occurred_at, id),
  CONSTRAINT telemetry_events_name_dotted CHECK (name ~ '^[a-z_]+(\.[a-z_]+)+$')
) PARTITION BY RANGE (occurred_at);

CREATE TABLE public.telemetry_events_2025_12 PARTITION OF public.telemetry_events
  FOR VALUES FROM ('2025-12-01 00:00:00+00') TO ('2026-01-01 00:00:00+00');
CREATE TABLE public.telemetry_events_2026_01 PARTITION OF public.telemetry_events
  FOR VALUES FROM ('2026-01-01 00:00:00+00') TO ('2026-02-01 00:00:00+00');
CREATE TABLE public.telemetry_events_2026_02 PARTITION OF public.telemetry_events
  FOR VALUES FROM ('2026-02-01 00:00:00+00') TO ('2026-03-01 00:00:00+00');
CREATE TABLE public.telemetry_events_rest PARTITION OF public.telemetry_events DEFAULT;

ALTER SEQUENCE public.telemetry_event_id OWNED BY public.telemetry_events.id;

CREATE INDEX telemetry_events_session_idx ON public.telemetry_events (session_id, occurred_at);
CREATE INDEX telemetry_events_trouble_idx ON public.telemetry_events (name, occurred_at)
  WHERE level IN ('warning', 'error');
CREATE INDEX telemetry_events_2026_01_brin ON public.telemetry_events_2026_01 USING brin (occurred_at);

COMMENT ON TABLE public.telemetry_events_rest IS 'Events outside every month that has a partition; empty when all is well.';


-- ---------------------------------------------------------------------------
-- Feature flags, limits, web hooks, audit
-- ---------------------------------------------------------------------------

CREATE TABLE public.feature_flags (
  name        public.slug PRIMARY KEY,
  description text NOT NULL,
  enabled     boolean NOT NULL DEFAULT false,
  rollout     numeric(5, 2) NOT NULL DEFAULT 0,
  CONSTRAINT feature_flags_rollout_percent CHECK (rollout BETWEEN 0 AND 100)
);

CREATE TABLE public.feature_flag_overrides (
  flag            public.slug NOT NULL REFERENCES public.feature_flags (name) ON UPDATE CASCADE ON DELETE CASCADE,
  organisation_id uuid NOT NULL REFERENCES public.organisations (id) ON DELETE CASCADE,
  enabled         boolean NOT NULL,
  reason          text,
  PRIMARY KEY (flag, organisation_id)
);

CREATE TABLE public.rate_limits (
  organisation_id uuid NOT NULL REFERENCES public.organisations (id) ON DELETE CASCADE,
  kind            public.request_kind NOT NULL,
  per_window      interval NOT NULL DEFAULT '00:01:00'::interval,
  max_requests    integer NOT NULL,
  PRIMARY KEY (organisation_id, kind, per_window),
  CHECK (max_requests > 0),
  CHECK (per_window > interval '0')
);

CREATE TABLE public.webhooks (
  id              integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  organisation_id uuid NOT NULL REFERENCES public.organisations (id) ON DELETE CASCADE,
  url             text NOT NULL CHECK (url ~ '^https://'),
  secret          bytea NOT NULL DEFAULT public.gen_random_bytes(32),
  topics          text[] NOT NULL,
  enabled         boolean NOT NULL DEFAULT true
);

CREATE TABLE public.webhook_deliveries (
  webhook_id   integer NOT NULL REFERENCES public.webhooks (id) ON DELETE CASCADE,
  delivery_no  bigint NOT NULL,
  topic        text NOT NULL,
  body         json NOT NULL,
  http_status  smallint CHECK (http_status BETWEEN 100 AND 599),
  attempts     smallint NOT NULL DEFAULT 0,
  next_attempt timestamptz,
  PRIMARY KEY (webhook_id, delivery_no)
);

CREATE INDEX webhook_deliveries_due_idx ON public.webhook_deliveries (next_attempt)
  WHERE next_attempt IS NOT NULL;

CREATE TABLE public.audit_log (
  id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  logged_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
  actor_id    uuid,
  table_name  text NOT NULL,
  operation   text NOT NULL CHECK (operation IN ('INSERT', 'UPDATE', 'DELETE')),
  row_key     text NOT NULL,
  old_row     jsonb,
  new_row     jsonb
);

CREATE INDEX audit_log_row_idx ON public.audit_log (table_name, row_key, logged_at DESC);
CREATE INDEX audit_log_actor_hash ON public.audit_log USING hash (actor_id);


-- ---------------------------------------------------------------------------
-- Billing
-- ---------------------------------------------------------------------------

CREATE TABLE billing.plans (
  code            public.slug PRIMARY KEY,
  name            text NOT NULL,
  monthly_price   billing.money_amount NOT NULL,
  currency        billing.currency_code NOT NULL,
  included_tokens bigint NOT NULL,
  is_public       boolean NOT NULL DEFAULT true,
  CHECK (monthly_price >= 0),
  CHECK (included_tokens >= 0)
);

CREATE TABLE billing.model_prices (
  id             integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  model          public.slug NOT NULL REFERENCES public.models (slug) ON UPDATE CASCADE ON DELETE CASCADE,
  valid          daterange NOT NULL,
  prompt_million billing.money_amount NOT NULL,
  output_million billing.money_amount NOT NULL,
  -- A model has one price on any one day.
  CONSTRAINT model_prices_no_overlap EXCLUDE USING gist ((model::text) WITH =, valid WITH &&),
  CONSTRAINT model_prices_not_negative CHECK (prompt_million >= 0 AND output_million >= 0)
);

CREATE TABLE billing.subscriptions (
  id              uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  organisation_id uuid NOT NULL REFERENCES public.organisations (id) ON DELETE RESTRICT,
  plan            public.slug NOT NULL DEFAULT 'free'
                  REFERENCES billing.plans (code) ON UPDATE CASCADE ON DELETE SET DEFAULT,
  state           billing.subscription_state NOT NULL DEFAULT 'trial',
  seats           integer NOT NULL DEFAULT 1 CHECK (seats BETWEEN 1 AND 100000),
  period          tstzrange NOT NULL,
  CONSTRAINT subscriptions_period_has_start CHECK (NOT isempty(period) AND NOT lower_inf(period)),
  CONSTRAINT subscriptions_one_at_a_time
    EXCLUDE USING gist (organisation_id WITH =, period WITH &&) WHERE (state <> 'cancelled')
);

CREATE SEQUENCE billing.invoice_number AS integer START WITH 1 MAXVALUE 999999 NO CYCLE;

CREATE TABLE billing.invoices (
  number          text PRIMARY KEY
                  DEFAULT 'INV-' || lpad(nextval('billing.invoice_number'::regclass)::text, 6, '0'),
  organisation_id uuid NOT NULL REFERENCES public.organisations (id) ON DELETE RESTRICT,
  subscription_id uuid REFERENCES billing.subscriptions (id) ON DELETE NO ACTION,
  state           billing.invoice_state NOT NULL DEFAULT 'draft',
  currency        billing.currency_code NOT NULL,
  issued_on       date,
  due_on          date,
  total           billing.money_amount NOT NULL DEFAULT 0,
  CONSTRAINT invoices_issued_unless_draft CHECK (state = 'draft' OR issued_on IS NOT NULL),
  CONSTRAINT invoices_due_after_issue CHECK (due_on >= issued_on)
);

CREATE INDEX invoices_open_idx ON billing.invoices (due_on) INCLUDE (organisation_id, total) WHERE state = 'open';

CREATE TABLE billing.invoice_lines (
  invoice     text NOT NULL REFERENCES billing.invoices (number) ON UPDATE CASCADE ON DELETE CASCADE,
  line_no     smallint NOT NULL,
  description text NOT NULL,
  quantity    numeric(12, 3) NOT NULL,
  unit_price  billing.money_amount NOT NULL,
  amount      numeric(18, 4) GENERATED ALWAYS AS (round(quantity * unit_price::numeric, 4)) STORED,
  PRIMARY KEY (invoice, line_no)
);

CREATE TABLE billing.payments (
  id          uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  invoice     text NOT NULL REFERENCES billing.invoices (number) ON UPDATE CASCADE ON DELETE RESTRICT,
  amount      billing.money_amount NOT NULL CHECK (amount <> 0),
  reference   text UNIQUE,
  received_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE billing.usage_daily (
  organisation_id   uuid NOT NULL REFERENCES public.organisations (id) ON DELETE CASCADE,
  day               date NOT NULL,
  model             public.slug NOT NULL REFERENCES public.models (slug) ON UPDATE CASCADE ON DELETE RESTRICT,
  requests          integer NOT NULL DEFAULT 0,
  prompt_tokens     bigint NOT NULL DEFAULT 0,
  completion_tokens bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (organisation_id, day, model)
);

COMMENT ON TABLE billing.model_prices IS 'Per million tokens. A new price ends the range of the old one.';
COMMENT ON COLUMN billing.subscriptions.period IS 'Open at the top while the subscription runs.';


-- ---------------------------------------------------------------------------
-- Functions and procedures over the tables
-- ---------------------------------------------------------------------------

-- What one completion costs at the price of a day; NULL when the model had none.
CREATE FUNCTION billing.completion_cost(model public.slug, usage public.token_usage, on_day date DEFAULT current_date)
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

CREATE FUNCTION public.search_code(project uuid, query text, max_rows integer DEFAULT 20)
  RETURNS TABLE (path text, lines int4range, rank real)
  LANGUAGE sql STABLE ROWS 20
AS $$
  SELECT c.path, c.lines, ts_rank(c.search, q) AS rank
    FROM public.code_chunks c
    JOIN public.repositories r ON r.id = c.repository_id
   CROSS JOIN websearch_to_tsquery('pg_catalog.english'::regconfig, query) AS q
   WHERE r.project_id = project AND c.search @@ q
   ORDER BY rank DESC, c.path, c.lines
   LIMIT max_rows
$$;

CREATE FUNCTION public.flag_enabled(flag_name text, organisation uuid) RETURNS boolean
  LANGUAGE plpgsql STABLE
AS $body$
DECLARE
  result  boolean;
  flag    public.feature_flags%ROWTYPE;
  bucket  numeric;
BEGIN
  SELECT o.enabled INTO result
    FROM public.feature_flag_overrides o
   WHERE o.flag = flag_name AND o.organisation_id = organisation;
  IF FOUND THEN
    RETURN result;
  END IF;

  SELECT * INTO flag FROM public.feature_flags f WHERE f.name = flag_name;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'there is no feature flag "%"', flag_name
      USING ERRCODE = 'no_data_found', HINT = 'See the table feature_flags; names are case-sensitive.';
  END IF;

  -- The same organisation falls in the same bucket, whatever the percentage.
  bucket := abs(hashtext(flag_name || organisation::text)::bigint) % 10000 / 100.0;
  RETURN flag.enabled AND bucket < flag.rollout;
END;
$body$;

CREATE FUNCTION public.audit_row() RETURNS trigger
  LANGUAGE plpgsql
AS $$
DECLARE
  before jsonb := CASE WHEN TG_OP <> 'INSERT' THEN to_jsonb(OLD) END;
  after  jsonb := CASE WHEN TG_OP <> 'DELETE' THEN to_jsonb(NEW) END;
  key    text := '';
  col    text;
BEGIN
  -- The trigger's arguments are the columns of the key.
  FOREACH col IN ARRAY TG_ARGV LOOP
    key := key || CASE WHEN key = '' THEN '' ELSE '/' END || coalesce(coalesce(after, before) ->> col, '');
  END LOOP;
  INSERT INTO public.audit_log (actor_id, table_name, operation, row_key, old_row, new_row)
  VALUES (public.current_user_id(), format('%I.%I', TG_TABLE_SCHEMA, TG_TABLE_NAME), TG_OP, key,
          before - 'password_hash', after - 'password_hash');
  RETURN NULL;
END;
$$;

CREATE FUNCTION public.forbid_change() RETURNS trigger
  LANGUAGE plpgsql
AS $$
BEGIN
  RAISE EXCEPTION '% rows are never changed', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END
$$;

CREATE FUNCTION billing.recompute_totals() RETURNS trigger
  LANGUAGE plpgsql
AS $$
BEGIN
  UPDATE billing.invoices i
     SET total = coalesce((SELECT sum(l.amount) FROM billing.invoice_lines l WHERE l.invoice = i.number), 0)
   WHERE i.number IN (SELECT c.invoice FROM changed c);
  RETURN NULL;
END;
$$;

CREATE FUNCTION public.check_template_organisation() RETURNS trigger
  LANGUAGE plpgsql
AS $$
BEGIN
  IF EXISTS (
    SELECT 1
      FROM public.prompt_templates t
      JOIN public.sessions s ON s.id = NEW.session_id
      LEFT JOIN public.projects p ON p.id = s.project_id
     WHERE t.id = NEW.template_id
       AND t.organisation_id <> p.organisation_id
  ) THEN
    RAISE EXCEPTION 'template % belongs to another organisation', NEW.template_id;
  END IF;
  RETURN NEW;
END;
$$;

-- Adds up a day of completions; running it again gives the same rows.
CREATE PROCEDURE billing.roll_up_usage(for_day date)
  LANGUAGE plpgsql
AS $$
BEGIN
  INSERT INTO billing.usage_daily AS u (organisation_id, day, model, requests, prompt_tokens, completion_tokens)
  SELECT p.organisation_id, for_day, r.model, count(DISTINCT r.id),
         sum((c.usage).prompt_tokens), sum((c.usage).completion_tokens)
    FROM public.completions c
    JOIN public.requests r ON r.id = c.request_id
    JOIN public.sessions s ON s.id = r.session_id
    JOIN public.projects p ON p.id = s.project_id
   WHERE (r.created_at AT TIME ZONE 'UTC')::date = for_day
   GROUP BY p.organisation_id, r.model
  ON CONFLICT (organisation_id, day, model) DO UPDATE
     SET requests = excluded.requests,
         prompt_tokens = excluded.prompt_tokens,
         completion_tokens = excluded.completion_tokens;
END;
$$;

COMMENT ON FUNCTION billing.completion_cost(public.slug, public.token_usage, date) IS
  'In the currency of the price list, to six places.';
COMMENT ON PROCEDURE billing.roll_up_usage(date) IS 'Run once the day is over; days are those of UTC.';


-- ---------------------------------------------------------------------------
-- Triggers
-- ---------------------------------------------------------------------------

CREATE TRIGGER users_touch BEFORE UPDATE ON public.users
  FOR EACH ROW EXECUTE FUNCTION public.touch_updated_at();
CREATE TRIGGER organisations_touch BEFORE UPDATE ON public.organisations
  FOR EACH ROW EXECUTE FUNCTION public.touch_updated_at();
CREATE TRIGGER projects_touch BEFORE UPDATE ON public.projects
  FOR EACH ROW EXECUTE FUNCTION public.touch_updated_at();

CREATE TRIGGER organisation_members_audit AFTER INSERT OR UPDATE OR DELETE ON public.organisation_members
  FOR EACH ROW EXECUTE FUNCTION public.audit_row('organisation_id', 'user_id');
CREATE TRIGGER users_audit AFTER UPDATE OF status, email ON public.users
  FOR EACH ROW WHEN (OLD.status IS DISTINCT FROM NEW.status OR OLD.email IS DISTINCT FROM NEW.email)
  EXECUTE FUNCTION public.audit_row('id');

CREATE TRIGGER prompt_template_versions_frozen BEFORE UPDATE OF template_id, version, body ON public.prompt_template_versions
  FOR EACH ROW EXECUTE FUNCTION public.forbid_change();
CREATE TRIGGER audit_log_frozen BEFORE UPDATE OR DELETE ON public.audit_log
  FOR EACH STATEMENT EXECUTE FUNCTION public.forbid_change();

CREATE TRIGGER invoice_lines_inserted AFTER INSERT ON billing.invoice_lines
  REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION billing.recompute_totals();
CREATE TRIGGER invoice_lines_deleted AFTER DELETE ON billing.invoice_lines
  REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION billing.recompute_totals();

CREATE TRIGGER requests_template_organisation BEFORE INSERT OR UPDATE OF template_id ON public.requests
  FOR EACH ROW WHEN (NEW.template_id IS NOT NULL)
  EXECUTE FUNCTION public.check_template_organisation();


-- ---------------------------------------------------------------------------
-- Views
-- ---------------------------------------------------------------------------

CREATE VIEW public.active_members AS
  SELECT m.organisation_id, o.slug AS organisation, m.user_id, u.email, u.display_name, m.role
    FROM public.organisation_members m
    JOIN public.organisations o ON o.id = m.organisation_id
    JOIN public.users u ON u.id = m.user_id
   WHERE u.status = 'active';

CREATE VIEW public.open_projects AS
  SELECT id, organisation_id, team_slug, slug, name, default_model
    FROM public.projects
   WHERE archived_at IS NULL
  WITH LOCAL CHECK OPTION;

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

CREATE VIEW public.team_tree WITH (security_barrier = true) AS
  WITH RECURSIVE tree AS (
    SELECT t.organisation_id, t.slug, t.name, 1 AS depth, ARRAY[t.slug::text] AS path
      FROM public.teams t
     WHERE t.parent_slug IS NULL
    UNION ALL
    SELECT t.organisation_id, t.slug, t.name, tree.depth + 1, tree.path || t.slug::text
      FROM public.teams t
      JOIN tree ON tree.organisation_id = t.organisation_id AND tree.slug = t.parent_slug
  )
  SELECT organisation_id, slug, name, depth, path FROM tree;

CREATE VIEW billing.balances AS
  SELECT i.organisation_id, i.number, i.state, i.total,
         coalesce(sum(p.amount::numeric), 0) AS paid,
         i.total - coalesce(sum(p.amount::numeric), 0) AS outstanding
    FROM billing.invoices i
    LEFT JOIN billing.payments p ON p.invoice = i.number
   WHERE i.state IN ('open', 'paid')
   GROUP BY i.number;

CREATE MATERIALIZED VIEW public.model_scoreboard AS
  SELECT r.model,
         r.language_code,
         count(*) AS completions,
         count(c.accepted_at) AS accepted,
         percentile_cont(0.5) WITHIN GROUP (ORDER BY c.latency_ms) AS median_latency_ms,
         avg(f.rating) AS mean_rating
    FROM public.requests r
    JOIN public.completions c ON c.request_id = r.id
    LEFT JOIN public.feedback f ON f.request_id = c.request_id AND f.candidate = c.candidate
   GROUP BY r.model, r.language_code
  WITH NO DATA;

CREATE UNIQUE INDEX model_scoreboard_key ON public.model_scoreboard (model, language_code);

COMMENT ON VIEW public.project_acceptance IS 'Per project and day (UTC): completions shown, and those taken.';
COMMENT ON MATERIALIZED VIEW public.model_scoreboard IS 'Refreshed nightly; concurrently, hence its unique index.';


-- ---------------------------------------------------------------------------
-- Row-level security
-- ---------------------------------------------------------------------------

-- A connection of the application names its organisation with
--   SET app.organisation_id = '…';
-- and sees the rows of that one. Owners of the tables see all.

ALTER TABLE public.projects ENABLE ROW LEVEL SECURITY;
CREATE POLICY projects_of_organisation ON public.projects
  FOR ALL TO PUBLIC
  USING (organisation_id = public.current_organisation())
  WITH CHECK (organisation_id = public.current_organisation());

ALTER TABLE public.api_keys ENABLE ROW LEVEL SECURITY;
CREATE POLICY api_keys_of_organisation ON public.api_keys
  USING (organisation_id = public.current_organisation());
CREATE POLICY api_keys_live_only ON public.api_keys
  AS RESTRICTIVE FOR SELECT
  USING (revoked_at IS NULL OR created_by = public.current_user_id());

ALTER TABLE public.feedback ENABLE ROW LEVEL SECURITY;
CREATE POLICY feedback_read ON public.feedback FOR SELECT USING (true);
CREATE POLICY feedback_write_own ON public.feedback FOR INSERT
  WITH CHECK (user_id = public.current_user_id());
CREATE POLICY feedback_change_own ON public.feedback FOR UPDATE
  USING (user_id = public.current_user_id())
  WITH CHECK (user_id = public.current_user_id());

ALTER TABLE billing.invoices ENABLE ROW LEVEL SECURITY;
CREATE POLICY invoices_for_admins ON billing.invoices FOR SELECT
  USING (EXISTS (
    SELECT 1
      FROM public.organisation_members m
     WHERE m.organisation_id = invoices.organisation_id
       AND m.user_id = public.current_user_id()
       AND m.role >= 'admin'
  ));

COMMENT ON POLICY projects_of_organisation ON public.projects IS 'No setting, no rows.';

REVOKE ALL ON FUNCTION public.audit_row() FROM PUBLIC;
GRANT USAGE ON SCHEMA billing TO PUBLIC;
GRANT SELECT ON billing.plans, public.languages, public.models TO PUBLIC;


-- ---------------------------------------------------------------------------
-- Rows every installation has
-- ---------------------------------------------------------------------------

COPY public.languages (code, name, extensions) FROM stdin;
plain	Plain text	{txt,log}
c	C	{c,h}
cpp	C++	{cc,cpp,hpp}
go	Go	{go}
python	Python	{py,pyi}
rust	Rust	{rs}
sql	SQL	{sql}
typescript	TypeScript	{ts,tsx,mts}
\.

INSERT INTO public.model_providers (slug, name, base_url) VALUES
  ('quillworks', 'Quillworks', 'https://api.quillworks.example/v1'),
  ('in-house', 'Our own machines', 'https://models.internal.example');

INSERT INTO public.models (slug, provider_id, name, context_window, max_output, capabilities, released_on, retired_on)
SELECT v.slug, p.id, v.name, v.context_window, v.max_output, v.capabilities::public.request_kind[], v.released_on, v.retired_on
  FROM (VALUES
    ('quill-small', 'quillworks', 'Quill Small', 32768, 4096, '{inline,edit,test}', date '2025-03-01', NULL::date),
    ('quill-large', 'quillworks', 'Quill Large', 200000, 16384, '{chat,edit,explain,review,test}', date '2025-06-15', NULL),
    ('nib-2', 'in-house', 'Nib 2', 8192, 1024, '{inline}', date '2024-11-20', date '2026-06-30')
  ) AS v (slug, provider, name, context_window, max_output, capabilities, released_on, retired_on)
  JOIN public.model_providers p ON p.slug = v.provider;

COPY public.feedback_reasons (code, label, is_negative, sort_order) FROM stdin;
unspecified	No reason given	f	0
helpful	Just what I needed	f	10
incorrect	The code is wrong	t	20
style	Not how we write it here	t	30
slow	It took too long	t	40
\.

INSERT INTO billing.plans (code, name, monthly_price, currency, included_tokens, is_public) VALUES
  ('free', 'Free', 0, 'EUR', 200000, true),
  ('team', 'Team', 19, 'EUR', 5000000, true),
  ('enterprise', 'Enterprise', 49.50, 'EUR', 40000000, false);

INSERT INTO billing.model_prices (model, valid, prompt_million, output_million) VALUES
  ('quill-small', '[2025-03-01,2026-01-01)', 0.30, 1.20),
  ('quill-small', '[2026-01-01,)', 0.25, 1.00),
  ('quill-large', '[2025-06-15,)', 3.00, 15.00),
  ('nib-2', '[2024-11-20,2026-07-01)', 0.05, 0.10);

INSERT INTO public.feature_flags (name, description, enabled, rollout) VALUES
  ('ghost-text', 'Suggestions in grey as one types', true, 100),
  ('agent-mode', 'The assistant runs tools; asks first', true, 12.5),
  ('new-ranker', E'Ranks chunks with the model that isn''t\nthe one we have', false, 0);

INSERT INTO public.prompt_templates (id, organisation_id, kind, name) VALUES
  (1, NULL, 'explain', 'Explain selection'),
  (2, NULL, 'review', 'Review a change'),
  (3, NULL, 'inline', 'Complete here');
SELECT setval(pg_get_serial_sequence('public.prompt_templates', 'id'), 3);

-- Prompts hold whatever code holds: semicolons, quotes, dollars, tabs, comments.
COPY public.prompt_template_versions (template_id, version, body, variables, author_id, created_at) FROM stdin;
1	1	Explain this {{language}} code; be brief. Don't repeat it.\n\n{{selection}}	{language,selection}	\N	2025-10-01 08:00:00+00
1	2	Explain;\tthen "quote" it's key line: $$ {{selection}} $$ -- not /* a comment\nPaths like C:\\temp\\new stay; so does \\.	{selection}	\N	2025-11-12 16:20:00+00
2	1	Review the change below. Say what breaks; say how you know.\n```diff\n{{diff}}\n```	{diff}	\N	2025-10-01 08:00:00+00
3	1	{{prefix}}<|cursor|>{{suffix}}	{prefix,suffix}	\N	2025-10-01 08:00:00+00
\.


-- ---------------------------------------------------------------------------
-- A small organisation to try things on
-- ---------------------------------------------------------------------------

INSERT INTO public.users (id, email, display_name, status, password_hash, preferences, created_at) VALUES
  ('a0000000-0000-4000-8000-000000000001', 'Ines.Moreau@example.org', 'Inès Moreau', 'active',
   public.crypt('correct horse; battery staple', public.gen_salt('bf', 4)), '{"theme": "dark"}', '2025-11-03 09:00:00+00'),
  ('a0000000-0000-4000-8000-000000000002', 'tom.okafor@example.org', 'Tom O''Kafor', 'active',
   public.crypt('hunter2', public.gen_salt('bf', 4)), '{}', '2025-11-04 10:30:00+00'),
  ('a0000000-0000-4000-8000-000000000003', 'yuki@example.net', '雪 "Yuki" Tanaka', 'active',
   public.crypt('しずか', public.gen_salt('bf', 4)), '{"editor": {"tabs": false}}', '2025-12-01 00:00:00+00'),
  ('a0000000-0000-4000-8000-000000000004', 'new.person@example.org', 'New Person', 'invited', NULL, '{}', '2026-01-02 12:00:00+00');

-- One statement for both, so that the deferred foreign key holds even when
-- every statement is a transaction of its own.
WITH org AS (
  INSERT INTO public.organisations (id, slug, name, owner_id, region, created_at, billing_email) VALUES
    ('b0000000-0000-4000-8000-000000000001', 'lighthouse', 'Lighthouse Software',
     'a0000000-0000-4000-8000-000000000001', 'eu', '2025-11-03 09:00:00+00', 'accounts@lighthouse.example.org'),
    ('b0000000-0000-4000-8000-000000000002', 'tanaka-labs', 'Tanaka Labs',
     'a0000000-0000-4000-8000-000000000003', 'apac', '2025-12-01 00:00:00+00', NULL)
  RETURNING id, owner_id, created_at
)
INSERT INTO public.organisation_members (organisation_id, user_id, role, joined_at)
SELECT id, owner_id, 'owner', created_at FROM org
UNION ALL
SELECT o, u, r, t
  FROM (VALUES
    ('b0000000-0000-4000-8000-000000000001'::uuid, 'a0000000-0000-4000-8000-000000000002'::uuid,
     'developer'::public.member_role, timestamptz '2025-11-04 10:31:00+00'),
    ('b0000000-0000-4000-8000-000000000001', 'a0000000-0000-4000-8000-000000000003', 'viewer', '2025-12-02 08:00:00+00')
  ) AS v (o, u, r, t);

INSERT INTO public.teams (organisation_id, slug, name, parent_slug) VALUES
  ('b0000000-0000-4000-8000-000000000001', 'engineering', 'Engineering', NULL),
  ('b0000000-0000-4000-8000-000000000001', 'storage', 'Storage', 'engineering'),
  ('b0000000-0000-4000-8000-000000000001', 'storage-tools', 'Storage tools', 'storage');

INSERT INTO public.team_members (organisation_id, team_slug, user_id, is_lead) VALUES
  ('b0000000-0000-4000-8000-000000000001', 'storage', 'a0000000-0000-4000-8000-000000000002', true),
  ('b0000000-0000-4000-8000-000000000001', 'storage', 'a0000000-0000-4000-8000-000000000003', false);

INSERT INTO public.api_keys (organisation_id, created_by, name, prefix, secret_digest, scopes, expires_at, created_at)
VALUES ('b0000000-0000-4000-8000-000000000001', 'a0000000-0000-4000-8000-000000000001', 'CI', 'lh_ci_01',
        public.digest('not a real secret', 'sha256'), '{complete,telemetry}', '2027-01-01 00:00:00+00', '2025-11-05 00:00:00+00');

INSERT INTO public.projects (id, organisation_id, team_slug, slug, name, default_model, created_at) VALUES
  ('c0000000-0000-4000-8000-000000000001', 'b0000000-0000-4000-8000-000000000001', 'storage', 'ledger', 'Ledger', 'quill-large', '2025-11-06 00:00:00+00'),
  ('c0000000-0000-4000-8000-000000000002', 'b0000000-0000-4000-8000-000000000002', NULL, 'snowfall', 'Snowfall', DEFAULT, '2025-12-01 01:00:00+00');

INSERT INTO public.project_settings (project_id, max_context, extra) VALUES
  ('c0000000-0000-4000-8000-000000000001', 65536, '{"review": {"strict": true}}'),
  ('c0000000-0000-4000-8000-000000000002', DEFAULT, '{}');

INSERT INTO public.repositories (project_id, clone_url, head_commit, indexed_at) VALUES
  ('c0000000-0000-4000-8000-000000000001', 'https://git.example.org/lighthouse/ledger.git',
   '0123456789abcdef0123456789abcdef01234567', '2025-12-20 04:00:00+00');

INSERT INTO public.code_chunks (repository_id, path, lines, language_code, content)
SELECT r.id, v.path, v.lines::int4range, v.language, v.content
  FROM public.repositories r
 CROSS JOIN (VALUES
    ('src/balance.ts', '[1,41)', 'typescript', 'export function balance(entries: Entry[]): bigint { /* sums the entries */ }'),
    ('src/balance.ts', '[41,66)', 'typescript', 'export class Overdraft extends Error {}'),
    ('sql/entries.sql', '[1,13)', 'sql', $chunk$CREATE FUNCTION f() RETURNS int LANGUAGE sql AS $$ SELECT 1; $$;$chunk$)
  ) AS v (path, lines, language, content);

INSERT INTO public.sessions (id, user_id, project_id, editor, client_version, client_address, started_at, ended_at) VALUES
  ('d0000000-0000-4000-8000-000000000001', 'a0000000-0000-4000-8000-000000000001', 'c0000000-0000-4000-8000-000000000001',
   'vscode', '1.4.0', '192.0.2.10', '2025-12-29 08:00:00+00', '2025-12-29 11:45:00+00'),
  ('d0000000-0000-4000-8000-000000000002', 'a0000000-0000-4000-8000-000000000002', 'c0000000-0000-4000-8000-000000000001',
   'neovim', '1.5.0-rc.1', '2001:db8::17', '2026-01-03 13:00:00+00', '2026-01-03 13:20:00+00'),
  ('d0000000-0000-4000-8000-000000000003', 'a0000000-0000-4000-8000-000000000003', 'c0000000-0000-4000-8000-000000000002',
   'vscode', '1.5.0', NULL, '2026-01-04 23:55:00+00', NULL);

INSERT INTO public.requests
  (id, session_id, parent_id, kind, status, model, language_code, template_id, template_version, prompt, created_at, finished_at)
VALUES
  ('e0000000-0000-4000-8000-000000000001', 'd0000000-0000-4000-8000-000000000001', NULL, 'explain', 'done', 'quill-large',
   'typescript', 1, 2, 'What does balance() do?', '2025-12-29 08:10:00+00', '2025-12-29 08:10:04+00'),
  ('e0000000-0000-4000-8000-000000000002', 'd0000000-0000-4000-8000-000000000001', 'e0000000-0000-4000-8000-000000000001',
   'edit', 'done', 'quill-large', 'typescript', NULL, NULL, 'Make it reject overdrafts', '2025-12-29 08:12:00+00', '2025-12-29 08:12:09+00'),
  ('e0000000-0000-4000-8000-000000000003', 'd0000000-0000-4000-8000-000000000002', NULL, 'inline', 'done', 'nib-2',
   'sql', 3, 1, 'SELECT ', '2026-01-03 13:05:00+00', '2026-01-03 13:05:00.2+00'),
  ('e0000000-0000-4000-8000-000000000004', 'd0000000-0000-4000-8000-000000000002', NULL, 'chat', 'failed', 'quill-large',
   NULL, NULL, NULL, 'Where do we keep the tide tables?', '2026-01-03 13:10:00+00', '2026-01-03 13:10:30+00'),
  ('e0000000-0000-4000-8000-000000000005', 'd0000000-0000-4000-8000-000000000003', NULL, 'chat', 'running', 'quill-small',
   NULL, NULL, NULL, 'もっと速くできますか?', '2026-01-04 23:56:00+00', NULL);

INSERT INTO public.request_context_files (request_id, position, path, chunk_id, tokens)
SELECT 'e0000000-0000-4000-8000-000000000001', row_number() OVER (ORDER BY c.lines), c.path, c.id, 40 * c.line_count
  FROM public.code_chunks c
 WHERE c.path = 'src/balance.ts';

COPY public.completions (request_id, candidate, content, finish, usage, latency_ms, shown_at, accepted_at, created_at) FROM stdin;
e0000000-0000-4000-8000-000000000001	1	It adds up the entries; an empty list gives 0n.	stop	(1840,1024,62)	3900	2025-12-29 08:10:04+00	\N	2025-12-29 08:10:04+00
e0000000-0000-4000-8000-000000000002	1	if (sum < 0n) {\n\tthrow new Overdraft("it's below zero");\n}	stop	(2210,1840,48)	8200	2025-12-29 08:12:09+00	2025-12-29 08:12:31+00	2025-12-29 08:12:09+00
e0000000-0000-4000-8000-000000000002	2	return sum < 0n ? null : sum;	stop	(2210,1840,17)	8400	2025-12-29 08:12:09+00	\N	2025-12-29 08:12:09+00
e0000000-0000-4000-8000-000000000003	1	count(*) FROM entries WHERE note = ';' -- \\. is no end\n	length	(310,0,22)	180	2026-01-03 13:05:00.2+00	2026-01-03 13:05:02+00	2026-01-03 13:05:00.2+00
\.

INSERT INTO public.tool_calls (request_id, candidate, tool, arguments, result, error, called_at) VALUES
  ('e0000000-0000-4000-8000-000000000002', 1, 'read_file', '{"path": "src/balance.ts"}', '{"bytes": 2210}', NULL, '2025-12-29 08:12:03+00'),
  ('e0000000-0000-4000-8000-000000000002', 1, 'run_tests', '{"filter": "overdraft"}', NULL, 'timed out', '2025-12-29 08:12:07+00');

INSERT INTO public.feedback (request_id, candidate, user_id, rating, reason_code, comment, created_at) VALUES
  ('e0000000-0000-4000-8000-000000000002', 1, 'a0000000-0000-4000-8000-000000000001', 2, 'helpful', NULL, '2025-12-29 08:13:00+00'),
  ('e0000000-0000-4000-8000-000000000002', 2, 'a0000000-0000-4000-8000-000000000001', -1, 'incorrect', 'Null is not zero; callers break.', '2025-12-29 08:13:20+00'),
  ('e0000000-0000-4000-8000-000000000003', 1, 'a0000000-0000-4000-8000-000000000002', -2, 'incorrect', 'That function is deprecated since 9.4!', '2026-01-03 13:06:00+00');

-- One event an hour from 30 December to 2 January: two partitions.
INSERT INTO public.telemetry_events (occurred_at, session_id, level, name, payload)
SELECT t, 'd0000000-0000-4000-8000-000000000001',
       (CASE WHEN extract(hour FROM t AT TIME ZONE 'UTC') = 3 THEN 'warning' ELSE 'info' END)::public.event_level,
       'editor.heartbeat', jsonb_build_object('n', row_number() OVER (ORDER BY t))
  FROM generate_series(timestamptz '2025-12-30 00:00:00+00', timestamptz '2026-01-02 23:00:00+00', interval '1 hour') AS t;

COPY public.telemetry_events (occurred_at, session_id, level, name, payload) FROM stdin;
2024-02-29 23:59:59.999999+00	\N	debug	clock.skew	{"note": "a client whose clock was wrong; kept in \\"rest\\""}
2026-02-01 00:00:00+00	d0000000-0000-4000-8000-000000000003	error	network.lost	{"tries": 3, "tab": "\\t"}
\.

INSERT INTO public.feature_flag_overrides (flag, organisation_id, enabled, reason) VALUES
  ('agent-mode', 'b0000000-0000-4000-8000-000000000001', true, 'they asked; see the contract'),
  ('ghost-text', 'b0000000-0000-4000-8000-000000000002', false, NULL);

INSERT INTO public.rate_limits (organisation_id, kind, per_window, max_requests) VALUES
  ('b0000000-0000-4000-8000-000000000001', 'inline', '1 minute', 600),
  ('b0000000-0000-4000-8000-000000000001', 'chat', '1 hour', 300),
  ('b0000000-0000-4000-8000-000000000002', 'inline', '1 minute', 60);

INSERT INTO public.webhooks (organisation_id, url, topics) VALUES
  ('b0000000-0000-4000-8000-000000000001', 'https://hooks.example.org/lighthouse?source=assistant&v=1', '{request.failed,invoice.paid}');

INSERT INTO public.webhook_deliveries (webhook_id, delivery_no, topic, body, http_status, attempts, next_attempt)
SELECT id, 1, 'request.failed', '{"request": "e0000000-0000-4000-8000-000000000004",  "why": "timeout"}', 503, 1, '2026-01-03 13:15:00+00'
  FROM public.webhooks;

INSERT INTO billing.subscriptions (id, organisation_id, plan, state, seats, period) VALUES
  ('f0000000-0000-4000-8000-000000000001', 'b0000000-0000-4000-8000-000000000001', 'free', 'cancelled', 1, '[2025-11-03 09:00+00,2025-12-01 00:00+00)'),
  ('f0000000-0000-4000-8000-000000000002', 'b0000000-0000-4000-8000-000000000001', 'team', 'active', 3, '[2025-12-01 00:00+00,)'),
  ('f0000000-0000-4000-8000-000000000003', 'b0000000-0000-4000-8000-000000000002', DEFAULT, 'trial', 1, '[2025-12-01 00:00+00,2026-02-01 00:00+00)');

INSERT INTO billing.invoices (organisation_id, subscription_id, state, currency, issued_on, due_on) VALUES
  ('b0000000-0000-4000-8000-000000000001', 'f0000000-0000-4000-8000-000000000002', 'paid', 'EUR', '2025-12-31', '2026-01-14');

INSERT INTO billing.invoice_lines (invoice, line_no, description, quantity, unit_price)
SELECT i.number, v.line_no, v.description, v.quantity, v.unit_price
  FROM billing.invoices i
 CROSS JOIN (VALUES
    (1, 'Team, December 2025, 3 seats', 3, 19),
    (2, 'Tokens beyond those included; per million', 1.25, 3)
  ) AS v (line_no, description, quantity, unit_price);

INSERT INTO billing.payments (invoice, amount, reference, received_at)
SELECT number, total, 'SEPA 2026-01-02/4711', '2026-01-02 10:00:00+00' FROM billing.invoices;

CALL billing.roll_up_usage('2025-12-29');
CALL billing.roll_up_usage('2026-01-03');

SET CONSTRAINTS ALL IMMEDIATE;

REFRESH MATERIALIZED VIEW public.model_scoreboard;
