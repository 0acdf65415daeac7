-- plinth: upgrade
ALTER TABLE public.t ALTER COLUMN "Col;" DROP DEFAULT;
ALTER TYPE "My schema"."Type ""x""" RENAME TO "Type ""x""_old";
CREATE TYPE "My schema"."Type ""x""" AS ENUM (E'b\\', 'a''');

-- Rewrites: public.t is locked and rewritten.
-- May fail: public.t."Col;" may hold values that the new "My schema"."Type ""x""" does not have.
ALTER TABLE public.t ALTER COLUMN "Col;" TYPE "My schema"."Type ""x""" USING "Col;"::text::"My schema"."Type ""x""";

DROP TYPE "My schema"."Type ""x""_old";
ALTER TABLE public.t ALTER COLUMN "Col;" SET DEFAULT 'b\'::"My schema"."Type ""x""";

-- plinth: downgrade
ALTER TABLE public.t ALTER COLUMN "Col;" DROP DEFAULT;
ALTER TYPE "My schema"."Type ""x""" RENAME TO "Type ""x""_old";
CREATE TYPE "My schema"."Type ""x""" AS ENUM ('a''', E'b\\', 'c');

-- Rewrites: public.t is locked and rewritten.
-- May fail: public.t."Col;" may hold values that the new "My schema"."Type ""x""" does not have.
ALTER TABLE public.t ALTER COLUMN "Col;" TYPE "My schema"."Type ""x""" USING "Col;"::text::"My schema"."Type ""x""";

DROP TYPE "My schema"."Type ""x""_old";
ALTER TABLE public.t ALTER COLUMN "Col;" SET DEFAULT 'b\'::"My schema"."Type ""x""";
