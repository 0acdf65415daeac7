create table t (a integer, b text);
create view v as select a from t;
create rule v_delete as on delete to v do instead delete from t where t.a = old.a;
create rule t_quiet as on insert to t where new.a < 0 do instead nothing;
