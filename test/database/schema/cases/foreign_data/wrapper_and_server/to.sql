create foreign data wrapper w options (debug 'true');
create server s type 'x' version '1' foreign data wrapper w options (host 'a''b', dbname 'd');
create user mapping for public server s options (user 'u', password 'p');
create foreign table far (a integer options (column_name 'A') not null, b text default 'x') server s options (table_name 'T');
comment on server s is 'far away';
