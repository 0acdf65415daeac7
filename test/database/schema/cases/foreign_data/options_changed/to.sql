create foreign data wrapper w;
create server s version '2' foreign data wrapper w options (host 'b', dbname 'd');
create user mapping for public server s options (user 'v', password 'p');
create foreign table far (a integer options (column_name 'B')) server s options (table_name 'U', fetch '1');
