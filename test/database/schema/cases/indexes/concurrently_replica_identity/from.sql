create table t (a integer not null);
