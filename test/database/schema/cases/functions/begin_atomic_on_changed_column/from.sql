create table t (a integer);
create function total() returns numeric language sql begin atomic select sum(a) from t; end;
insert into t values (1);
