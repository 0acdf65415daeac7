create type point3 as (x integer, y integer, z integer);
create table t of point3 (x with options not null default 0, primary key (y));
