create table t (id integer primary key, a text, b integer default 1, c integer not null);
insert into t values (1, 'a', 2, 3);
