create table t (a integer, b text);
create materialized view m as select a, b from t;
create index m_a on m (a);
grant select on m to case_reader;
