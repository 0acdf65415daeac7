create table t (a integer, b text);
create view one as select b from t;
create view two as select b from one;
create function rows() returns setof one language sql begin atomic select * from one; end;
grant select on two to case_reader;
comment on view two is 'kept';
