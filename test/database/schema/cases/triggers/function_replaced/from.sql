create table t (a integer);
create function f() returns trigger language plpgsql as 'begin return new; end';
create trigger c before insert on t for each row execute function f();
