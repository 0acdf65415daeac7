create domain positive as integer check (value > 0);
create type pair as (a integer, b text);
create table t (p positive, q pair);
