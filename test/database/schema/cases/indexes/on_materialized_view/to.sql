create table t (a integer);
create materialized view m as select a from t;
create unique index m_a on m (a);
