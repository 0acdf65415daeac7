-- Several billing contacts for an organisation
--
-- revision: d4072ce95b18
-- revises: 61b9f3d80a5c
-- created: 2026-01-19T08:30:00Z

-- plinth: upgrade
CREATE TABLE billing.contacts (
  id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  organisation_id uuid NOT NULL REFERENCES public.organisations (id) ON DELETE CASCADE,
  email           public.email_address NOT NULL,
  name            text,
  is_primary      boolean NOT NULL DEFAULT false,
  created_at      timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT contacts_email_once UNIQUE (organisation_id, email)
);

CREATE UNIQUE INDEX contacts_one_primary ON billing.contacts (organisation_id) WHERE is_primary;

ALTER TABLE billing.contacts ENABLE ROW LEVEL SECURITY;
CREATE POLICY contacts_of_organisation ON billing.contacts
  USING (organisation_id = public.current_organisation());

COMMENT ON TABLE billing.contacts IS 'Who gets the invoices; the primary contact is also who we ring.';

-- plinth: downgrade
DROP TABLE billing.contacts;
