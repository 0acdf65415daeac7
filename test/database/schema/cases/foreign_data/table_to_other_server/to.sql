create foreign data wrapper w;
create server one foreign data wrapper w;
create server two foreign data wrapper w;
create foreign table far (a integer) server two;
