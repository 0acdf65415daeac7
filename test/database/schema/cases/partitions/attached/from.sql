create table events (id bigint, at date not null) partition by range (at);
create table events_2025 (id bigint, at date not null);
create index events_at on events (at);
create index events_2025_at_idx on events_2025 (at);
insert into events_2025 values (1, '2025-05-05');
