create table events (region text, at date not null) partition by list (region);
create table events_eu partition of events for values in ('eu') partition by range (at);
create table events_eu_2026 partition of events_eu for values from ('2026-01-01') to ('2027-01-01');
