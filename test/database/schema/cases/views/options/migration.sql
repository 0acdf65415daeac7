-- plinth: upgrade
ALTER VIEW public.v RESET (security_barrier);
ALTER VIEW public.v SET (check_option='local');

-- plinth: downgrade
ALTER VIEW public.v RESET (check_option);
ALTER VIEW public.v SET (security_barrier=true);
