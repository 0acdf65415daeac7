create foreign data wrapper w;
create server s foreign data wrapper w;
create foreign table far (a integer, b text) server s;
