-- plinth: upgrade
ALTER SEQUENCE public.t_a_seq RENAME TO t_numbers;

-- plinth: downgrade
ALTER SEQUENCE public.t_numbers RENAME TO t_a_seq;
