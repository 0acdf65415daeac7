-- plinth: upgrade
ALTER INDEX public.one RENAME TO other;

-- plinth: downgrade
ALTER INDEX public.other RENAME TO one;
