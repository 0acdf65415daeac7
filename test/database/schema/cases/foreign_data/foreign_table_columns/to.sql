create foreign data wrapper w;
create server s foreign data wrapper w;
create foreign table far (a bigint, c text not null, constraint c check (a > 0)) server s;
