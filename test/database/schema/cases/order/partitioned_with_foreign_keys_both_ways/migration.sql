-- plinth: upgrade
CREATE TABLE public.e2 (
    id integer CONSTRAINT e_id_not_null NOT NULL,
    k_id integer,
    CONSTRAINT e2_pkey PRIMARY KEY (id)
);

ALTER TABLE ONLY public.e ATTACH PARTITION public.e2 FOR VALUES FROM (100) TO (200);

-- May fail: rows of public.e may not satisfy e_k_id_fkey.
-- Locks: public.e and public.k take no writes while the rows of public.e are looked through.
ALTER TABLE public.e ADD CONSTRAINT e_k_id_fkey FOREIGN KEY (k_id) REFERENCES public.k(id);

-- plinth: downgrade
ALTER TABLE public.e DROP CONSTRAINT e_k_id_fkey;
ALTER TABLE ONLY public.e DETACH PARTITION public.e2;

-- Loses data: the rows of public.e2 are lost.
DROP TABLE public.e2;
