-- plinth: upgrade
ALTER TABLE public.customer RENAME TO customers;
ALTER TABLE public.customers RENAME COLUMN name TO full_name;
ALTER TABLE public.customers RENAME CONSTRAINT customer_pkey TO customers_pkey;

ALTER TABLE public.customers RENAME CONSTRAINT customer_id_not_null TO customers_id_not_null;
ALTER SEQUENCE public.customer_id_seq RENAME TO customers_id_seq;

-- plinth: downgrade
ALTER TABLE public.customers RENAME CONSTRAINT customers_id_not_null TO customer_id_not_null;
ALTER SEQUENCE public.customers_id_seq RENAME TO customer_id_seq;

ALTER TABLE public.customers RENAME CONSTRAINT customers_pkey TO customer_pkey;
ALTER TABLE public.customers RENAME COLUMN full_name TO name;
ALTER TABLE public.customers RENAME TO customer;
