-- plinth: upgrade
ALTER VIEW public.v ALTER COLUMN b SET DEFAULT 'x'::text;

-- plinth: downgrade
ALTER VIEW public.v ALTER COLUMN b DROP DEFAULT;
