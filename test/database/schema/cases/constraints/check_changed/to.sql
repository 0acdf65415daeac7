create table t (a integer, constraint c check (a >= 0));
