-- plinth: upgrade
ALTER SEQUENCE public.numbers OWNED BY public.b.id;

-- plinth: downgrade
ALTER SEQUENCE public.numbers OWNED BY public.a.id;
