create procedure p(inout a integer) language plpgsql as $$ begin a := 1; end $$;
