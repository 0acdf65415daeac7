-- plinth: upgrade
CREATE TABLE public.customers (
    id bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
    email text NOT NULL,
    born date,
    balance numeric(12,2) DEFAULT 0 NOT NULL,
    CONSTRAINT customers_balance_check CHECK ((balance >= (0)::numeric)),
    CONSTRAINT customers_email_key UNIQUE (email),
    CONSTRAINT customers_pkey PRIMARY KEY (id)
);

-- plinth: downgrade
-- Loses data: the rows of public.customers are lost.
DROP TABLE public.customers;
