-- plinth: upgrade
CREATE TABLE public.alone (
    a integer,
    b text,
    d date,
    CONSTRAINT alone_int4range_excl EXCLUDE USING gist (int4range(a, a, '[]'::text) WITH &&)
);

ALTER TABLE public.child REPLICA IDENTITY FULL;
ALTER TABLE public.parent SET (fillfactor=70);

-- Rewrites: public.u is locked and rewritten.
ALTER TABLE public.u SET LOGGED;

ALTER TABLE public.child ALTER COLUMN a SET STATISTICS 500;
ALTER TABLE public.child ALTER COLUMN b SET STORAGE EXTERNAL;
ALTER TABLE ONLY public.parent ALTER COLUMN a SET STATISTICS 500;
ALTER TABLE ONLY public.parent ALTER COLUMN b SET STORAGE EXTERNAL;
ALTER TABLE public.parent ADD COLUMN d date DEFAULT CURRENT_DATE;

-- plinth: downgrade
ALTER TABLE public.child REPLICA IDENTITY DEFAULT;
ALTER TABLE public.parent RESET (fillfactor);

-- Rewrites: public.u is locked and rewritten.
ALTER TABLE public.u SET UNLOGGED;

ALTER TABLE public.child ALTER COLUMN a SET STATISTICS -1;
ALTER TABLE public.child ALTER COLUMN b SET STORAGE DEFAULT;
ALTER TABLE ONLY public.parent ALTER COLUMN a SET STATISTICS -1;
ALTER TABLE ONLY public.parent ALTER COLUMN b SET STORAGE DEFAULT;

-- Loses data: the values of public.parent.d are lost.
ALTER TABLE public.parent DROP COLUMN d;

-- Loses data: the rows of public.alone are lost.
DROP TABLE public.alone;
