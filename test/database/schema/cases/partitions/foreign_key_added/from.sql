create table kinds (id integer primary key);
create table events (id bigint, kind integer, at date not null) partition by range (at);
create table events_2025 partition of events for values from ('2025-01-01') to ('2026-01-01');
