create table t (a integer, at timestamptz);
create function stamp() returns trigger language plpgsql as $$ begin new.at := now(); return new; end $$;
create trigger stamp before insert or update of a on t for each row when (new.a > 0) execute function stamp('x', 'it''s');
