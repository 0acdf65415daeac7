create table t (id serial);
insert into t default values;
