-- plinth: upgrade
CREATE TYPE public.mood AS ENUM ('a');
CREATE CAST (text AS public.mood) WITH INOUT AS ASSIGNMENT;

-- plinth: downgrade
DROP CAST (text AS public.mood);
DROP TYPE public.mood;
