create table t (a integer);
create function f() returns trigger language plpgsql as 'begin return null; end';
create trigger c after update on t referencing old table as before new table as after for each statement execute function f();
