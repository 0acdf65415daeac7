-- plinth: upgrade
CREATE TABLE public.users (
    id bigint NOT NULL,
    name text,
    CONSTRAINT users_pkey PRIMARY KEY (id)
)
PARTITION BY HASH (id);

CREATE TABLE public.users_0 (
    id bigint CONSTRAINT users_id_not_null NOT NULL,
    name text,
    CONSTRAINT users_0_pkey PRIMARY KEY (id)
);

ALTER TABLE ONLY public.users ATTACH PARTITION public.users_0 FOR VALUES WITH (modulus 2, remainder 0);

CREATE TABLE public.users_1 (
    id bigint CONSTRAINT users_id_not_null NOT NULL,
    name text,
    CONSTRAINT users_1_pkey PRIMARY KEY (id)
);

ALTER TABLE ONLY public.users ATTACH PARTITION public.users_1 FOR VALUES WITH (modulus 2, remainder 1);

-- plinth: downgrade
-- Loses data: the rows of public.users_0 are lost.
DROP TABLE public.users_0;

-- Loses data: the rows of public.users_1 are lost.
DROP TABLE public.users_1;

-- Loses data: the rows of public.users are lost.
DROP TABLE public.users;
