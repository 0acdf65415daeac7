-- plinth: upgrade
-- May fail: public.numbers may have counted past its new bounds.
ALTER SEQUENCE public.numbers
    INCREMENT BY 2
    MAXVALUE 1000
    CACHE 5
    CYCLE;

-- plinth: downgrade
ALTER SEQUENCE public.numbers
    INCREMENT BY 1
    MAXVALUE 9223372036854775807
    CACHE 1
    NO CYCLE;
