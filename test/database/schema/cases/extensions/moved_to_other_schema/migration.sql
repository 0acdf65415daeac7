-- plinth: upgrade
ALTER EXTENSION citext SET SCHEMA ext;

-- plinth: downgrade
ALTER EXTENSION citext SET SCHEMA public;
