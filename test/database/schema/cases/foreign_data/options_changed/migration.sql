-- plinth: upgrade
ALTER SERVER s VERSION '2' OPTIONS (DROP host, DROP port, ADD dbname 'd', ADD host 'b');
ALTER USER MAPPING FOR PUBLIC SERVER s OPTIONS (DROP "user", ADD password 'p', ADD "user" 'v');
ALTER FOREIGN TABLE public.far OPTIONS (ADD "fetch" '1', SET table_name 'U');
ALTER FOREIGN TABLE public.far ALTER COLUMN a OPTIONS (SET column_name 'B');

-- plinth: downgrade
ALTER SERVER s VERSION '1' OPTIONS (DROP dbname, SET host 'a', ADD port '1');
ALTER USER MAPPING FOR PUBLIC SERVER s OPTIONS (DROP password, SET "user" 'u');
ALTER FOREIGN TABLE public.far OPTIONS (DROP "fetch", SET table_name 'T');
ALTER FOREIGN TABLE public.far ALTER COLUMN a OPTIONS (SET column_name 'A');
