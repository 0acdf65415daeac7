-- plinth: upgrade
DROP VIEW a.v;

CREATE VIEW b.v AS
SELECT 1 AS x;

-- plinth: downgrade
DROP VIEW b.v;

CREATE VIEW a.v AS
SELECT 1 AS x;
