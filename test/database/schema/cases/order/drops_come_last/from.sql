create type mood as enum ('sad', 'fine');
create table customers (id integer primary key, name text not null, street text, feels mood);
insert into customers values (1, 'Ann', 'High Street', 'fine'), (2, 'Ben', null, 'sad');
create index customers_name on customers (name);
create view streets as select street from customers;
create table parts (id integer not null, old text) partition by range (id);
create table parts_low partition of parts for values from (0) to (100);
insert into parts values (1, 'one');
create table cancelled (id integer);
