create table customer (id integer generated always as identity primary key, name text, since date);
create table orders (id integer primary key, customer_id integer references customer, total integer);
insert into customer (name) values ('a');
insert into orders values (1, 1, 5);
