-- plinth: upgrade
ALTER VIEW public.v SET (security_invoker=true);

-- plinth: downgrade
ALTER VIEW public.v RESET (security_invoker);
