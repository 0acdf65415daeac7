create table t (id integer, at timestamp);
create function stamp() returns trigger language plpgsql as $$begin new.at := now(); return new; end$$;
create trigger t_stamp before insert or update of id on t for each row when (new.id > 0) execute function stamp();
create constraint trigger t_late after delete on t deferrable initially deferred for each row execute function stamp();
alter table t disable trigger t_late;
