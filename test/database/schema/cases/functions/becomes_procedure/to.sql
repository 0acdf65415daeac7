create procedure f() language plpgsql as $$ begin null; end $$;
