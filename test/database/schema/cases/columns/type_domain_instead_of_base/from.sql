create domain email as text check (value like '%@%');
create table t (e text not null);
insert into t values ('a@b');
