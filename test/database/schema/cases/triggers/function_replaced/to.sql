create table t (a integer);
create function g() returns trigger language plpgsql as 'begin return new; end';
create trigger c before insert on t for each row execute function g();
