create procedure p(inout a text) language plpgsql as $$ begin a := 'x'; end $$;
