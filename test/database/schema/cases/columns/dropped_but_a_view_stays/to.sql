create table t (id integer primary key);
create view v as select id, 'none'::text as code from t;
