create table t (a integer not null, constraint t_key unique (a));
