-- plinth: upgrade
CREATE FOREIGN DATA WRAPPER w OPTIONS (debug 'true');
CREATE SERVER s TYPE 'x' VERSION '1' FOREIGN DATA WRAPPER w OPTIONS (dbname 'd', host 'a''b');
COMMENT ON SERVER s IS 'far away';
CREATE USER MAPPING FOR PUBLIC SERVER s OPTIONS (password 'p', "user" 'u');

CREATE FOREIGN TABLE public.far (
    a integer OPTIONS (column_name 'A') NOT NULL,
    b text DEFAULT 'x'::text
)
SERVER s
OPTIONS (table_name 'T');

-- plinth: downgrade
DROP USER MAPPING FOR PUBLIC SERVER s;
DROP FOREIGN TABLE public.far;
DROP SERVER s;
DROP FOREIGN DATA WRAPPER w;
