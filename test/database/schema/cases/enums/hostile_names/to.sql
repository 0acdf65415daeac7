create schema "My schema";
create type "My schema"."Type ""x""" as enum ('b\', 'a''');
create table t ("Col;" "My schema"."Type ""x""" default 'b\');
