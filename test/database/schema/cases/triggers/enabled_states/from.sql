create table t (a integer);
create function f() returns trigger language plpgsql as 'begin return null; end';
create trigger one after insert on t for each row execute function f();
create trigger two after insert on t for each row execute function f();
create trigger three after insert on t for each row execute function f();
alter table t disable trigger three;
