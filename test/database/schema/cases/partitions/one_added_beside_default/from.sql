create table events (id bigint, at date not null) partition by range (at);
create table events_rest partition of events default;
insert into events values (1, '2025-05-05');
