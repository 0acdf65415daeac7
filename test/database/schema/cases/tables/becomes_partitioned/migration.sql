-- plinth: upgrade
-- Loses data: the rows of public.events are lost.
DROP TABLE public.events;

CREATE TABLE public.events (
    id integer,
    at date
)
PARTITION BY RANGE (at);

-- plinth: downgrade
-- Loses data: the rows of public.events are lost.
DROP TABLE public.events;

CREATE TABLE public.events (
    id integer,
    at date
);
