create type person as (id bigint, name text, zip text, area text);
create table people of person (id with options primary key, name with options not null, area with options default 'none');
create view names as select name, id from people;
create type place as (x integer, y integer, z integer);
create table places of place (z with options not null);
create type carton as (a text);
create table boxes (a integer);
create table loose of carton;
create type parcel as (packed carton);
