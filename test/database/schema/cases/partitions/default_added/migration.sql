-- plinth: upgrade
CREATE TABLE public.logs_rest (
    id bigint,
    kind text
);

ALTER TABLE ONLY public.logs ATTACH PARTITION public.logs_rest DEFAULT;

-- plinth: downgrade
-- Loses data: the rows of public.logs_rest are lost.
DROP TABLE public.logs_rest;
