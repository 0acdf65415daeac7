-- plinth: upgrade
SET check_function_bodies = off;
CREATE SCHEMA app;
GRANT USAGE ON SCHEMA app TO case_reader;
CREATE TYPE app.state AS ENUM ('new', 'done');
CREATE SEQUENCE app.numbers;

CREATE TABLE app.posts (
    id integer GENERATED ALWAYS AS IDENTITY NOT NULL,
    author integer NOT NULL,
    title text NOT NULL,
    search tsvector GENERATED ALWAYS AS (to_tsvector('simple'::regconfig, title)) STORED,
    CONSTRAINT posts_pkey PRIMARY KEY (id)
);

GRANT SELECT ON TABLE app.posts TO case_reader;

CREATE TABLE app.users (
    id integer DEFAULT nextval('app.numbers'::regclass) NOT NULL,
    state app.state DEFAULT 'new'::app.state NOT NULL,
    manager integer,
    CONSTRAINT users_pkey PRIMARY KEY (id)
);

GRANT SELECT ON TABLE app.users TO case_reader;
ALTER TABLE app.posts ADD CONSTRAINT posts_author_fkey FOREIGN KEY (author) REFERENCES app.users(id) ON DELETE CASCADE;
ALTER TABLE app.users ADD CONSTRAINT users_manager_fkey FOREIGN KEY (manager) REFERENCES app.users(id);
CREATE INDEX posts_search ON app.posts USING gin (search);

CREATE VIEW app.authors AS
SELECT u.id,
    count(*) AS posts
   FROM (app.users u
     JOIN app.posts p ON ((p.author = u.id)))
  GROUP BY u.id;

GRANT SELECT ON TABLE app.authors TO case_reader;

CREATE OR REPLACE FUNCTION app.touch()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$begin return new; end$function$;

CREATE TRIGGER touch BEFORE UPDATE ON app.posts FOR EACH ROW EXECUTE FUNCTION app.touch();

-- plinth: downgrade
DROP VIEW app.authors;

-- Loses data: the rows of app.posts are lost.
DROP TABLE app.posts;

DROP FUNCTION app.touch();

-- Loses data: the rows of app.users are lost.
DROP TABLE app.users;

DROP SEQUENCE app.numbers;
DROP TYPE app.state;
DROP SCHEMA app;
