create schema s;
create type e as enum ('a');
create table t (id integer primary key, a text);
create sequence q;
create view v as select a from t;
create function f(integer) returns integer language sql as 'select 1';
create procedure p() language sql as 'select 1';
create foreign data wrapper w;
create server sv foreign data wrapper w;
