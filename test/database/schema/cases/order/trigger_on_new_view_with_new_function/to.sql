create table t (a integer);
create view v as select a from t;
create function ins() returns trigger language plpgsql as $$ begin insert into t values (new.a); return new; end $$;
create trigger ins instead of insert on v for each row execute function ins();
