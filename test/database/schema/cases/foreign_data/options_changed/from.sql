create foreign data wrapper w;
create server s version '1' foreign data wrapper w options (host 'a', port '1');
create user mapping for public server s options (user 'u');
create foreign table far (a integer options (column_name 'A')) server s options (table_name 'T');
