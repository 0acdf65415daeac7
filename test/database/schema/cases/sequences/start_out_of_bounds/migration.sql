-- plinth: upgrade
-- Loses data: public.numbers counts from its start again, as its bounds moved.
ALTER SEQUENCE public.numbers
    MINVALUE 100
    START WITH 100
    RESTART;

-- plinth: downgrade
ALTER SEQUENCE public.numbers
    MINVALUE 1
    START WITH 1;
