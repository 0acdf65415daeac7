-- plinth: upgrade
SET check_function_bodies = off;
CREATE SCHEMA "S""1";
CREATE TYPE "S""1"."T'ype" AS ENUM ('a''b', 'c"d', E'e\\f', '$$');

CREATE TABLE "S""1"."select" (
    "from" "S""1"."T'ype" DEFAULT 'e\f'::"S""1"."T'ype",
    "wh--ere" text,
    "a;b" integer NOT NULL,
    CONSTRAINT select_pkey PRIMARY KEY ("a;b"),
    CONSTRAINT "select_wh--ere_check" CHECK (("wh--ere" <> '/*'::text))
);

COMMENT ON COLUMN "S""1"."select"."wh--ere" IS E'\\.
''';

CREATE INDEX "i;drop" ON "S""1"."select" USING btree ((("wh--ere" || ';'::text)));

CREATE VIEW "S""1"."v.w" AS
SELECT "from" AS "x ""y"""
   FROM "S""1"."select"
  WHERE ("from" = 'c"d'::"S""1"."T'ype");

CREATE OR REPLACE FUNCTION "S""1"."f (x)"("arg one" text DEFAULT '$$;'::text)
 RETURNS text
 LANGUAGE sql
AS $function$ select "arg one" || '$$' $function$;

CREATE TRIGGER "tr'ig" BEFORE INSERT ON "S""1"."select" FOR EACH STATEMENT EXECUTE FUNCTION suppress_redundant_updates_trigger();

-- plinth: downgrade
DROP FUNCTION "S""1"."f (x)"(text);
DROP VIEW "S""1"."v.w";

-- Loses data: the rows of "S""1"."select" are lost.
DROP TABLE "S""1"."select";

DROP TYPE "S""1"."T'ype";
DROP SCHEMA "S""1";
