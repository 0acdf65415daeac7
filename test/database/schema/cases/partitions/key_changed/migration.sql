-- plinth: upgrade
-- Loses data: the rows of public.events are lost.
DROP TABLE public.events;

CREATE TABLE public.events (
    id bigint,
    at date NOT NULL
)
PARTITION BY RANGE (id);

-- plinth: downgrade
-- Loses data: the rows of public.events are lost.
DROP TABLE public.events;

CREATE TABLE public.events (
    id bigint,
    at date NOT NULL
)
PARTITION BY RANGE (at);
