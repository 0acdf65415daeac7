-- asked: nobody
create table t (id integer, "quote""d; -- not a comment" text default E'a''b\\c; -- no', "Ünï" text);
create function body(a text, b text = $q$it's$q$) returns text language plpgsql as $body$
begin
  -- :not 'a variable' :"either" \gexec
  perform $$dollars; inside$$, '\';
  return a /* ; */ || b;
end $body$;
create view ":name" as select id as ":id", ':x' as "{{braces}}" from t;
comment on view ":name" is '\set x 1';
