-- plinth: upgrade
-- May fail: rows of public.stays may not satisfy stays_room_during_fkey.
-- Locks: public.stays and public.rooms take no writes while the rows of public.stays are looked through.
ALTER TABLE public.stays ADD CONSTRAINT stays_room_during_fkey FOREIGN KEY (room, PERIOD during) REFERENCES public.rooms(room, PERIOD during);

-- plinth: downgrade
ALTER TABLE public.stays DROP CONSTRAINT stays_room_during_fkey;
