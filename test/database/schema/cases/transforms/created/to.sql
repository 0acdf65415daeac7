create type celsius as (t numeric);
create function to_sql(internal) returns celsius language internal immutable as 'textin';
create transform for celsius language plpgsql (to sql with function to_sql(internal));
