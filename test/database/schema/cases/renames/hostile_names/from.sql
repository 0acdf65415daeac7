create schema "my ""odd"" schema";
create table "my ""odd"" schema"."select" ("from" integer, "a;b--c" text, "Back\slash" text);
create type "my ""odd"" schema"."Enum's" as enum ('it''s', 'line
end');
