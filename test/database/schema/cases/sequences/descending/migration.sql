-- plinth: upgrade
-- Loses data: public.numbers counts from its start again, as its bounds moved.
ALTER SEQUENCE public.numbers
    INCREMENT BY -1
    MINVALUE -9223372036854775808
    MAXVALUE -1
    START WITH -1
    RESTART;

-- plinth: downgrade
-- Loses data: public.numbers counts from its start again, as its bounds moved.
ALTER SEQUENCE public.numbers
    INCREMENT BY 1
    MINVALUE 1
    MAXVALUE 9223372036854775807
    START WITH 1
    RESTART;
