create table events (region text, at date not null) partition by list (region);
create table events_eu partition of events for values in ('eu');
insert into events values ('eu', '2026-05-05');
