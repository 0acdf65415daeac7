create schema "S""1";
create type "S""1"."T'ype" as enum ('a''b', 'c"d', 'e\f', '$$');
create table "S""1"."select" ("from" "S""1"."T'ype" default 'e\f', "wh--ere" text check ("wh--ere" <> '/*'), "a;b" integer primary key);
create view "S""1"."v.w" as select "from" as "x ""y""" from "S""1"."select" where "from" = 'c"d';
create function "S""1"."f (x)"("arg one" text default '$$;') returns text language sql as $_$ select "arg one" || '$$' $_$;
create index "i;drop" on "S""1"."select" (("wh--ere" || ';'));
create trigger "tr'ig" before insert on "S""1"."select" for each statement execute function suppress_redundant_updates_trigger();
comment on column "S""1"."select"."wh--ere" is E'\\.\n''';
