-- plinth: upgrade
-- May fail: rows of public."T" may not satisfy "Check; drop table ""T"" --".
-- Locks: public."T" is locked while its rows are looked through.
ALTER TABLE public."T" ADD CONSTRAINT "Check; drop table ""T"" --" CHECK ((a <> 5));

COMMENT ON CONSTRAINT "Check; drop table ""T"" --" ON public."T" IS 'it''s $$ fine';

-- May fail: rows of public."T" may not satisfy "U ""q""".
-- Locks: public."T" is locked while the index of the unique constraint is built.
ALTER TABLE public."T" ADD CONSTRAINT "U ""q""" UNIQUE (a);

-- plinth: downgrade
ALTER TABLE public."T" DROP CONSTRAINT "Check; drop table ""T"" --";
ALTER TABLE public."T" DROP CONSTRAINT "U ""q""";
