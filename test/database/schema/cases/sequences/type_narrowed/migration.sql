-- plinth: upgrade
-- May fail: public.numbers may have counted past its new bounds.
ALTER SEQUENCE public.numbers
    AS integer;

-- plinth: downgrade
ALTER SEQUENCE public.numbers
    AS bigint;
