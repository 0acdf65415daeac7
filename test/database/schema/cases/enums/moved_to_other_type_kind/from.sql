create type kind as enum ('a', 'b');
create table t (k kind);
insert into t values ('a');
