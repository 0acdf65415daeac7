create function f() returns void language plpgsql as $$ begin null; end $$;
