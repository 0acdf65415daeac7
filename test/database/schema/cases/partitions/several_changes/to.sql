create table events (id bigint not null, at date not null, kind text, note text, primary key (id, at)) partition by range (at);
create table events_2025 partition of events for values from ('2025-01-01') to ('2026-01-01');
create table events_2026 partition of events for values from ('2026-01-01') to ('2027-01-01') partition by range (id, at);
create table events_2026_a partition of events_2026 for values from (1, minvalue) to (100, maxvalue);
create table events_rest partition of events default;
create index events_at on events (at);
