create table t (id integer generated always as identity);
insert into t default values;
