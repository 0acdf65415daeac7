-- plinth: upgrade
CREATE VIEW b.v AS
SELECT 1 AS x;

DROP VIEW a.v;

-- plinth: downgrade
CREATE VIEW a.v AS
SELECT 1 AS x;

DROP VIEW b.v;
