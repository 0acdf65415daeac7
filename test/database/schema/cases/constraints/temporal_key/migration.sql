-- plinth: upgrade
-- Locks: public.rooms is locked while its rows are looked through.
-- May fail: public.rooms.during may hold nulls.
-- May fail: public.rooms.room may hold nulls.
ALTER TABLE public.rooms
    ALTER COLUMN during SET NOT NULL,
    ALTER COLUMN room SET NOT NULL;

-- May fail: rows of public.rooms may not satisfy rooms_pkey.
-- Locks: public.rooms is locked while the index of the primary key constraint is built.
ALTER TABLE public.rooms ADD CONSTRAINT rooms_pkey PRIMARY KEY (room, during WITHOUT OVERLAPS);

-- plinth: downgrade
ALTER TABLE public.rooms DROP CONSTRAINT rooms_pkey;
ALTER TABLE public.rooms ALTER COLUMN during DROP NOT NULL;
ALTER TABLE public.rooms ALTER COLUMN room DROP NOT NULL;
