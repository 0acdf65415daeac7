insert into t default values;
insert into t default values;
alter table t add unique (id);
