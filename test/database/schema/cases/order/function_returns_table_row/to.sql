create table t (a integer, b text);
create function rows() returns setof t language sql as 'select * from t';
create view v as select a from rows();
