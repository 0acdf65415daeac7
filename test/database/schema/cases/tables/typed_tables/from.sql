create type person as (id integer, name text, born date);
create table people of person (id with options primary key, name with options not null);
create view names as select name from people;
create type place as (x integer, y integer);
create table places of place;
create type carton as (a integer);
create table boxes of carton;
create table loose (a integer);
create type parcel as (packed carton);
