-- plinth: upgrade
DROP FOREIGN TABLE public.far;

CREATE FOREIGN TABLE public.far (
    a integer
)
SERVER two;

-- plinth: downgrade
DROP FOREIGN TABLE public.far;

CREATE FOREIGN TABLE public.far (
    a integer
)
SERVER one;
