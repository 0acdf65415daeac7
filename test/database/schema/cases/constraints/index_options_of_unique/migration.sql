-- plinth: upgrade
ALTER INDEX public.u SET (fillfactor=70);

-- plinth: downgrade
ALTER INDEX public.u RESET (fillfactor);
