create type s as enum ('a');
create table t (x s);
