create table t (a bytea);
insert into t values ('\xdeadbeef');
