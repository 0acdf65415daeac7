-- plinth: upgrade
ALTER TABLE public.t DISABLE ROW LEVEL SECURITY;

-- plinth: downgrade
ALTER TABLE public.t ENABLE ROW LEVEL SECURITY;
