-- Finer reasons than "incorrect"
--
-- The reasons are rows, not an enum, so that they can also be taken away.
--
-- revision: e71f4b06c95d
-- revises: 5c90d8a2e43b
-- created: 2026-03-09T09:30:00Z

-- plinth: upgrade
ALTER TABLE public.feedback_reasons
  ADD COLUMN broader_code text COLLATE "C"
    CONSTRAINT feedback_reasons_broader_fkey REFERENCES public.feedback_reasons (code) ON UPDATE CASCADE ON DELETE RESTRICT,
  ADD CONSTRAINT feedback_reasons_broader_is_other CHECK (broader_code <> code);

INSERT INTO public.feedback_reasons (code, label, is_negative, sort_order, broader_code) VALUES
  ('outdated', 'It uses an API that is gone; or going', true, 21, 'incorrect'),
  ('insecure', 'It isn''t safe to run', true, 22, 'incorrect');

UPDATE public.feedback
   SET reason_code = 'outdated'
 WHERE reason_code = 'incorrect'
   AND comment ~* '\m(deprecated|obsolete|removed in)\M';

-- plinth: downgrade
-- Feedback goes back to the broader reason it was refined from; a new reason
-- is deleted only then, or its feedback would fall to "unspecified".
UPDATE public.feedback f
   SET reason_code = r.broader_code
  FROM public.feedback_reasons r
 WHERE r.code = f.reason_code
   AND r.broader_code IS NOT NULL;

DELETE FROM public.feedback_reasons WHERE broader_code IS NOT NULL;

ALTER TABLE public.feedback_reasons
  DROP CONSTRAINT feedback_reasons_broader_is_other,
  DROP COLUMN broader_code;
