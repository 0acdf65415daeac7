create table t (a integer not null, constraint t_key primary key (a));
