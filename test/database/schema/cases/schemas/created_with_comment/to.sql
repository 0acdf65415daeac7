create schema sales;
comment on schema sales is 'orders and offers';
create table sales.orders (id integer primary key);
