create table t (id integer, at timestamp);
create function stamp() returns trigger language plpgsql as $$begin new.at := now(); return new; end$$;
create trigger t_stamp before insert on t for each row execute function stamp();
