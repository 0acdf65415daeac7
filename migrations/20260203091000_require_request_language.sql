-- Every request has a language, step 2 of 2: NOT NULL
--
-- SET NOT NULL trusts the validated check and does not read the table again.
--
-- revision: 2ad8475e6b90
-- revises: 97c3be50f1d6
-- created: 2026-02-03T09:10:00Z

-- plinth: upgrade
ALTER TABLE public.requests VALIDATE CONSTRAINT requests_language_present;

ALTER TABLE public.requests ALTER COLUMN language_code SET NOT NULL;

ALTER TABLE public.requests DROP CONSTRAINT requests_language_present;

-- plinth: downgrade
ALTER TABLE public.requests
  ADD CONSTRAINT requests_language_present CHECK (language_code IS NOT NULL) NOT VALID;

ALTER TABLE public.requests ALTER COLUMN language_code DROP NOT NULL;
