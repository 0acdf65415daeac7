-- needs: PostgreSQL 14
create table t (a bigint);
create function total() returns numeric language sql begin atomic select sum(a) from t; end;
