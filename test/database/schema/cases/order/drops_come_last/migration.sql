-- plinth: upgrade
-- plinth: no-transaction
-- Runs without a transaction, for a value that is added to an enum can be used only after a commit, and VALIDATE CONSTRAINT spares writers only when what is before it is committed, and CONCURRENTLY works in none: where a statement fails, those before it stay.

-- Is public.parts_all what public.cancelled was? Then keep what it holds: instead of dropping the one and adding the other,
--   ALTER TABLE public.cancelled RENAME TO parts_all;

ALTER TYPE public.mood ADD VALUE 'happy';

CREATE TABLE public.addresses (
    customer integer NOT NULL,
    street text NOT NULL,
    CONSTRAINT addresses_pkey PRIMARY KEY (customer)
);

CREATE TABLE public.parts_all (
    id integer CONSTRAINT parts_id_not_null NOT NULL
);

ALTER TABLE public.customers ALTER COLUMN feels SET DEFAULT 'happy'::public.mood;
ALTER TABLE public.addresses ADD CONSTRAINT addresses_customer_fkey FOREIGN KEY (customer) REFERENCES public.customers(id);
ALTER TABLE public.customers ADD CONSTRAINT has_name CHECK ((name <> ''::text)) NOT VALID;

-- May fail: rows of public.customers may not satisfy has_name.
ALTER TABLE public.customers VALIDATE CONSTRAINT has_name;

CREATE INDEX CONCURRENTLY customers_lower_name ON public.customers USING btree (lower(name));

CREATE POLICY own ON public.addresses
    USING ((street <> ''::text));

ALTER TABLE public.addresses ENABLE ROW LEVEL SECURITY;

CREATE POLICY own ON public.customers
    USING ((name <> ''::text));

ALTER TABLE public.customers ENABLE ROW LEVEL SECURITY;

-- Loses data: the rows of public.parts_low are lost.
DROP TABLE public.parts_low;

-- Loses data: the values of public.parts.old are lost.
ALTER TABLE public.parts DROP COLUMN old;

ALTER TABLE ONLY public.parts ATTACH PARTITION public.parts_all FOR VALUES FROM (0) TO (1000);
DROP VIEW public.streets;
DROP INDEX CONCURRENTLY public.customers_name;

-- Loses data: the values of public.customers.street are lost.
ALTER TABLE public.customers DROP COLUMN street;

-- Loses data: the rows of public.cancelled are lost.
DROP TABLE public.cancelled;

-- plinth: downgrade
-- plinth: no-transaction
-- Runs without a transaction, for CONCURRENTLY works in none: where a statement fails, those before it stay.

DROP POLICY own ON public.customers;
ALTER TABLE public.customers DROP CONSTRAINT has_name;
ALTER TABLE public.customers ALTER COLUMN feels DROP DEFAULT;

CREATE TABLE public.cancelled (
    id integer
);

ALTER TABLE public.customers DISABLE ROW LEVEL SECURITY;

CREATE TABLE public.parts_low (
    id integer CONSTRAINT parts_id_not_null NOT NULL,
    old text
);

ALTER TABLE public.customers ADD COLUMN street text;
ALTER TABLE public.parts ADD COLUMN old text;
CREATE INDEX CONCURRENTLY customers_name ON public.customers USING btree (name);

CREATE VIEW public.streets AS
SELECT street
   FROM public.customers;

-- Loses data: the rows of public.parts_all are lost.
DROP TABLE public.parts_all;

ALTER TABLE ONLY public.parts ATTACH PARTITION public.parts_low FOR VALUES FROM (0) TO (100);
ALTER TYPE public.mood RENAME TO mood_old;
CREATE TYPE public.mood AS ENUM ('sad', 'fine');

-- Rewrites: public.customers is locked and rewritten.
-- May fail: public.customers.feels may hold values that the new public.mood does not have.
ALTER TABLE public.customers ALTER COLUMN feels TYPE public.mood USING feels::text::public.mood;

DROP TYPE public.mood_old;
DROP INDEX CONCURRENTLY public.customers_lower_name;

-- Loses data: the rows of public.addresses are lost.
DROP TABLE public.addresses;
