create domain positive as integer default 1 not null constraint above_zero check (value > 0) constraint below check (value < 1000);
create type pair as (a integer, b text, c date);
create type period as range (subtype = date);
create domain words as text[];
create table t (p positive, q pair, r period);
