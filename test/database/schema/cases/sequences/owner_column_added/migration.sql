-- plinth: upgrade
ALTER SEQUENCE public.numbers OWNED BY public.t.id;

-- plinth: downgrade
ALTER SEQUENCE public.numbers OWNED BY NONE;
