create table t (id integer not null);
insert into t values (5);
