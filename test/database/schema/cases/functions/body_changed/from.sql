create function f(a integer) returns integer language plpgsql as $$ begin return a; end $$;
create view v as select f(1);
