create domain d as varchar(5);
create table t (x d, y d[]);
create function f(x d) returns d language sql as 'select x';
insert into t values ('abc', '{a,b}');
