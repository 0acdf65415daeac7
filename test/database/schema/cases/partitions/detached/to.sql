create table events (id bigint, at date not null) partition by range (at);
create table events_2025 (id bigint, at date not null);
