create type s as enum ('a', 'b');
create table t (x s default 'b' check (x <> 'a'));
