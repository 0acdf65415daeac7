create function f(a integer) returns integer language plpgsql as $$ begin return a + 1; end $$;
create view v as select f(1);
