-- plinth: upgrade
ALTER TABLE "my ""odd"" schema"."select" RENAME COLUMN "Back\slash" TO "Back\slashes";
ALTER TABLE "my ""odd"" schema"."select" RENAME COLUMN "a;b--c" TO "a;b--c $$ '";
ALTER TYPE "my ""odd"" schema"."Enum's" RENAME VALUE 'line
end' TO 'line
-- plinth end';

-- plinth: downgrade
ALTER TYPE "my ""odd"" schema"."Enum's" RENAME VALUE 'line
-- plinth end' TO 'line
end';
ALTER TABLE "my ""odd"" schema"."select" RENAME COLUMN "a;b--c $$ '" TO "a;b--c";
ALTER TABLE "my ""odd"" schema"."select" RENAME COLUMN "Back\slashes" TO "Back\slash";
