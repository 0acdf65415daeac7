-- plinth: upgrade
CREATE ACCESS METHOD mine TYPE TABLE HANDLER pg_catalog.heap_tableam_handler;

CREATE TABLE public.t (
    a integer
)
USING mine;

-- plinth: downgrade
-- Loses data: the rows of public.t are lost.
DROP TABLE public.t;

DROP ACCESS METHOD mine;
