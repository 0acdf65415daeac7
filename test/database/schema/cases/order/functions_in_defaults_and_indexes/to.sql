create function next_code(prefix text) returns text language plpgsql as $$
begin
  -- a comment; with a semicolon
  return prefix || E'\'x';
end $$;
create function fold(t text) returns text language sql immutable as $$select lower(trim(t))$$;
create table codes (code text default next_code('p'), constraint folded check (fold(code) = code));
create index codes_folded on codes (fold(code), code);
