-- plinth: upgrade
CREATE VIEW public.numbers AS
WITH RECURSIVE numbers(n) AS (
         SELECT 1 AS "?column?"
        UNION ALL
         SELECT (numbers_1.n + 1)
           FROM numbers numbers_1
          WHERE (numbers_1.n < 5)
        )
 SELECT n
   FROM numbers;

-- plinth: downgrade
DROP VIEW public.numbers;
