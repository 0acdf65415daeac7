-- owners: counted
create schema s;
create type e as enum ('a');
create domain d as integer;
create table t (id serial primary key);
create sequence q;
create view v as select id from t;
create materialized view m as select id from t;
create function f(integer) returns integer language sql as 'select 1';
create procedure p() language sql as 'select 1';
create aggregate ag(integer) (sfunc = int4pl, stype = integer);
create statistics st on id, (id + 1) from t;
create foreign data wrapper w;
create server sv foreign data wrapper w;
alter schema s owner to case_owner; alter type e owner to case_owner; alter domain d owner to case_owner; alter table t owner to case_owner; alter sequence q owner to case_owner;
alter view v owner to case_owner; alter materialized view m owner to case_owner; alter function f(integer) owner to case_owner; alter procedure p() owner to case_owner;
alter aggregate ag(integer) owner to case_owner; alter statistics st owner to case_owner; grant usage on foreign data wrapper w to case_owner; alter server sv owner to case_owner;
