-- plinth: upgrade
CREATE AGGREGATE public.total(integer) (SFUNC = public.plus, STYPE = integer, COMBINEFUNC = public.plus, INITCOND = '0', PARALLEL = SAFE);
COMMENT ON AGGREGATE public.total(integer) IS 'the sum';

-- plinth: downgrade
DROP AGGREGATE public.total(integer);
