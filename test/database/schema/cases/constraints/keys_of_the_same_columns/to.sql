-- CREATE TABLE makes one index of keys with the same columns, and ATTACH PARTITION takes any for that of the partitioned table.
create table events (id bigint, at date, kind text);
create table twice (id bigint not null);
alter table twice add constraint twice_b unique (id) with (fillfactor = 70);
alter table twice add constraint twice_a unique (id);
alter table twice add constraint twice_c primary key (id);
create table orders (id bigint not null, at date not null, kind text) partition by range (at);
create table orders_2026 partition of orders for values from ('2026-01-01') to ('2027-01-01');
alter table orders add constraint orders_key unique (id, at);
alter table only orders_2026 add constraint a_own primary key (id, at);
create unique index orders_at_id on orders (at, id);
alter table only orders_2026 add constraint a_unique unique (at, id);
create table items (id bigint, at date, foreign key (id, at) references orders_2026 (id, at));
