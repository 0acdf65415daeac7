create extension citext;
create schema tools;
create extension hstore schema tools;
create table t (a citext, b tools.hstore);
create index on t (a);
create extension pg_trgm version '1.5';
comment on extension pg_trgm is 'likeness of texts';
create extension fuzzystrmatch;
comment on extension fuzzystrmatch is null;
