create extension citext;
create schema tools;
create extension hstore schema tools;
create table t (a citext, b tools.hstore);
create index on t (a);
