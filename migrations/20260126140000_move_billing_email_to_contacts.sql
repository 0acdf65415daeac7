-- organisations.billing_email becomes the primary billing contact
--
-- revision: 0e6fa91d3c82
-- revises: d4072ce95b18
-- created: 2026-01-26T14:00:00Z

-- plinth: upgrade
-- An address entered by hand since the table was made gives way to the column,
-- which has been the truth until now.
UPDATE billing.contacts c
   SET is_primary = false
  FROM public.organisations o
 WHERE o.id = c.organisation_id
   AND c.is_primary
   AND c.email <> o.billing_email;

INSERT INTO billing.contacts (organisation_id, email, is_primary)
SELECT id, billing_email, true
  FROM public.organisations
 WHERE billing_email IS NOT NULL
 ORDER BY created_at, id
ON CONFLICT ON CONSTRAINT contacts_email_once DO UPDATE SET is_primary = true;

ALTER TABLE public.organisations DROP COLUMN billing_email;

-- plinth: downgrade
ALTER TABLE public.organisations ADD COLUMN billing_email public.email_address;

COMMENT ON COLUMN public.organisations.billing_email IS 'Where invoices go; NULL means to the owner.';

-- The addresses come back. The contacts stay too: names and further addresses
-- have no place in the column, and upgrading again finds them by address.
UPDATE public.organisations o
   SET billing_email = c.email
  FROM billing.contacts c
 WHERE c.organisation_id = o.id
   AND c.is_primary;
