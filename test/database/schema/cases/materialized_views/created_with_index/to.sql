create table t (a integer, b text);
create materialized view m with (fillfactor = 80) as select a, count(*) as n from t group by a;
create unique index m_a on m (a);
comment on materialized view m is 'counts';
