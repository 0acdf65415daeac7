create domain d as varchar(9);
create table t (x d, y d[]);
create function f(x d) returns d language sql as 'select x';
