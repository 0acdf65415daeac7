create table t (a integer);
create function f() returns trigger language plpgsql as 'begin return null; end';
create trigger "New one" after truncate on t execute function f();
