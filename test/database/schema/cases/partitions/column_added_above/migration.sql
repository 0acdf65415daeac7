-- plinth: upgrade
ALTER TABLE public.events ADD COLUMN about jsonb DEFAULT '{}'::jsonb;
ALTER TABLE public.events ADD COLUMN note text;

-- May fail: public.events may have rows, which have no value for place.
ALTER TABLE public.events ADD COLUMN place integer;

ALTER TABLE public.events ADD COLUMN size integer DEFAULT 1;
ALTER TABLE ONLY public.events_new ALTER COLUMN size DROP DEFAULT;
ALTER TABLE public.events_new_1 ALTER COLUMN size DROP DEFAULT;
ALTER TABLE public.events_next ADD COLUMN about jsonb DEFAULT '{}'::jsonb CONSTRAINT events_next_about_not_null NOT NULL;
ALTER TABLE public.events_next ADD COLUMN note text;

-- May fail: public.events_next may have rows, which have no value for place.
ALTER TABLE public.events_next ADD COLUMN place integer CONSTRAINT placed NOT NULL;

ALTER TABLE public.events_next ADD COLUMN size integer DEFAULT 3;
ALTER TABLE public.events_old ADD CONSTRAINT events_old_about_not_null NOT NULL about;
ALTER TABLE public.events_new ADD CONSTRAINT events_new_about_not_null NOT NULL about;
ALTER TABLE public.events ADD CONSTRAINT events_about_not_null NOT NULL about;

-- May fail: public.events_old.note may hold nulls.
-- Locks: public.events_old is locked while its rows are looked through.
ALTER TABLE public.events_old ALTER COLUMN note SET NOT NULL;

ALTER TABLE public.events_old ALTER COLUMN note SET STORAGE EXTERNAL;
COMMENT ON COLUMN public.events_old.note IS 'what was said';
ALTER TABLE public.events_old ADD CONSTRAINT events_old_place_not_null NOT NULL place;
ALTER TABLE public.events_new ADD CONSTRAINT events_new_place_not_null NOT NULL place;
ALTER TABLE public.events ADD CONSTRAINT placed NOT NULL place;

-- May fail: public.events_next may have rows that do not fit FOR VALUES FROM ('2022-01-01') TO ('2023-01-01').
-- Locks: public.events_next is locked while its rows are looked through.
-- May fail: public.events_new may have rows that are for public.events_next.
-- Locks: public.events_new is locked while its rows are looked through.
ALTER TABLE ONLY public.events ATTACH PARTITION public.events_next FOR VALUES FROM ('2022-01-01') TO ('2023-01-01');

ALTER TABLE public.events_old ALTER COLUMN size SET STATISTICS 500;
ALTER TABLE public.events_old ALTER COLUMN size SET DEFAULT 2;

-- plinth: downgrade
ALTER TABLE ONLY public.events DETACH PARTITION public.events_next;

-- Loses data: the values of public.events_next.about are lost.
ALTER TABLE public.events_next DROP COLUMN about;

-- Loses data: the values of public.events.about are lost.
ALTER TABLE public.events DROP COLUMN about;

-- Loses data: the values of public.events_next.note are lost.
ALTER TABLE public.events_next DROP COLUMN note;

-- Loses data: the values of public.events.note are lost.
ALTER TABLE public.events DROP COLUMN note;

-- Loses data: the values of public.events_next.place are lost.
ALTER TABLE public.events_next DROP COLUMN place;

-- Loses data: the values of public.events.place are lost.
ALTER TABLE public.events DROP COLUMN place;

-- Loses data: the values of public.events_next.size are lost.
ALTER TABLE public.events_next DROP COLUMN size;

-- Loses data: the values of public.events.size are lost.
ALTER TABLE public.events DROP COLUMN size;
