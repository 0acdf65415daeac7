create table p (n integer);
create table t (id integer not null, n integer);
insert into t values (5, 1), (3, 1);
