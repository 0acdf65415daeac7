create schema "Sales; drop table x --";
create table "Sales; drop table x --"."or""der" ("a b" integer);
