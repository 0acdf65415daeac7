-- plinth: upgrade
-- Rewrites: public.boxes is locked and rewritten.
ALTER TABLE public.boxes ALTER COLUMN area SET EXPRESSION AS (((w * h) * 2));

-- Rewrites: public.boxes is locked and rewritten.
ALTER TABLE public.boxes ADD COLUMN girth integer GENERATED ALWAYS AS ((w + h)) STORED;

-- plinth: downgrade
-- Rewrites: public.boxes is locked and rewritten.
ALTER TABLE public.boxes ALTER COLUMN area SET EXPRESSION AS ((w * h));

ALTER TABLE public.boxes DROP COLUMN girth;
