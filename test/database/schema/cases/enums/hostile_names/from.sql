create schema "My schema";
create type "My schema"."Type ""x""" as enum ('a''', 'b\', 'c');
create table t ("Col;" "My schema"."Type ""x""" default 'b\');
insert into t values ('a''');
