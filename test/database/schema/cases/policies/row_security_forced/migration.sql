-- plinth: upgrade
ALTER TABLE public.t FORCE ROW LEVEL SECURITY;

-- plinth: downgrade
ALTER TABLE public.t NO FORCE ROW LEVEL SECURITY;
