-- asked: yes
create table customers (id integer generated always as identity primary key, full_name text, since date);
create table orders (id integer primary key, customer_id integer references customers, total integer);
