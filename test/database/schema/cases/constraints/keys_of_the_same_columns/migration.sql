-- plinth: upgrade
CREATE TABLE public.items (
    id bigint,
    at date
);

CREATE TABLE public.orders (
    id bigint NOT NULL,
    at date NOT NULL,
    kind text,
    CONSTRAINT orders_key UNIQUE (id, at)
)
PARTITION BY RANGE (at);

CREATE TABLE public.orders_2026 (
    id bigint CONSTRAINT orders_id_not_null NOT NULL,
    at date CONSTRAINT orders_at_not_null NOT NULL,
    kind text,
    CONSTRAINT orders_2026_id_at_key UNIQUE (id, at)
);

CREATE TABLE public.twice (
    id bigint NOT NULL,
    CONSTRAINT twice_c PRIMARY KEY (id)
);

ALTER TABLE public.items ADD CONSTRAINT items_id_at_fkey FOREIGN KEY (id, at) REFERENCES public.orders_2026(id, at);
ALTER TABLE public.twice ADD CONSTRAINT twice_a UNIQUE (id);
ALTER TABLE public.twice ADD CONSTRAINT twice_b UNIQUE (id);
ALTER INDEX public.twice_b SET (fillfactor=70);
CREATE UNIQUE INDEX orders_at_id ON ONLY public.orders USING btree (at, id);
CREATE UNIQUE INDEX orders_2026_at_id_idx ON public.orders_2026 USING btree (at, id);
ALTER TABLE ONLY public.orders ATTACH PARTITION public.orders_2026 FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
ALTER TABLE public.orders_2026 ADD CONSTRAINT a_own PRIMARY KEY (id, at);
ALTER TABLE public.orders_2026 ADD CONSTRAINT a_unique UNIQUE (at, id);

-- plinth: downgrade
-- Loses data: the rows of public.items are lost.
DROP TABLE public.items;

-- Loses data: the rows of public.orders_2026 are lost.
DROP TABLE public.orders_2026;

-- Loses data: the rows of public.orders are lost.
DROP TABLE public.orders;

-- Loses data: the rows of public.twice are lost.
DROP TABLE public.twice;
