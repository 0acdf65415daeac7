-- plinth: upgrade
CREATE SCHEMA sales;
COMMENT ON SCHEMA sales IS 'orders and offers';

CREATE TABLE sales.orders (
    id integer NOT NULL,
    CONSTRAINT orders_pkey PRIMARY KEY (id)
);

-- plinth: downgrade
-- Loses data: the rows of sales.orders are lost.
DROP TABLE sales.orders;

DROP SCHEMA sales;
