create table other (id integer primary key);
create table t (id integer primary key);
insert into t values (1);
