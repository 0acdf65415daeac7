-- Baseline: the schema of sql/init.sql
--
-- revision: 3f1c9a7be204
-- revises:
-- created: 2026-01-05T09:00:00Z
-- init: ../sql/init.sql

-- plinth: upgrade

-- plinth: downgrade
-- plinth: irreversible "the baseline is undone by dropping the database"
