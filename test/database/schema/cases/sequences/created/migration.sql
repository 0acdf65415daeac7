-- plinth: upgrade
CREATE SEQUENCE public.numbers
    AS smallint
    INCREMENT BY 5
    MINVALUE 5
    MAXVALUE 100
    CACHE 3
    CYCLE;

-- plinth: downgrade
DROP SEQUENCE public.numbers;
