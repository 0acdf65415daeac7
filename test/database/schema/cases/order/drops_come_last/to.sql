-- indexes: concurrent
create type mood as enum ('sad', 'fine', 'happy');
create table customers (
  id integer primary key, name text not null constraint has_name check (name <> ''), feels mood default 'happy'
);
create index customers_lower_name on customers (lower(name));
create table addresses (customer integer primary key references customers, street text not null);
alter table addresses enable row level security;
create policy own on addresses using (street <> '');
alter table customers enable row level security;
create policy own on customers using (name <> '');
create table parts (id integer not null) partition by range (id);
create table parts_all partition of parts for values from (0) to (1000);
