-- plinth: upgrade
CREATE SCHEMA "Sales; drop table x --";

CREATE TABLE "Sales; drop table x --"."or""der" (
    "a b" integer
);

-- plinth: downgrade
-- Loses data: the rows of "Sales; drop table x --"."or""der" are lost.
DROP TABLE "Sales; drop table x --"."or""der";

DROP SCHEMA "Sales; drop table x --";
