create table t (id integer primary key, n integer);
create view v as select n, n + 1 as m from t;
create function f() returns trigger language plpgsql as 'begin return new; end';
create trigger tr before update of n on t for each row when (old.n is distinct from new.n) execute function f();
insert into t values (1, 2);
