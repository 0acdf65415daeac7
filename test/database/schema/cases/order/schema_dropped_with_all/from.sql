create schema old;
create type old.kind as enum ('a');
create table old.t (id integer primary key, k old.kind);
create view old.v as select * from old.t;
create function old.f(t old.t) returns integer language sql as 'select t.id';
create table kept (id integer, k old.kind);
