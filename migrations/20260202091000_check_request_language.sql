-- Every request has a language, step 1 of 2: a check for new rows, old rows filled
--
-- The check is not validated here, so the table is locked for a moment only;
-- rows written from now on obey it while the old ones are put right.
--
-- revision: 97c3be50f1d6
-- revises: 0e6fa91d3c82
-- created: 2026-02-02T09:10:00Z

-- plinth: upgrade
ALTER TABLE public.requests ALTER COLUMN language_code SET DEFAULT 'plain';

ALTER TABLE public.requests
  ADD CONSTRAINT requests_language_present CHECK (language_code IS NOT NULL) NOT VALID;

UPDATE public.requests SET language_code = 'plain' WHERE language_code IS NULL;

-- plinth: downgrade
-- Rows filled with 'plain' keep it: which of them were NULL is not recorded,
-- and 'plain' is allowed before this revision as well.
ALTER TABLE public.requests DROP CONSTRAINT requests_language_present;

ALTER TABLE public.requests ALTER COLUMN language_code DROP DEFAULT;
