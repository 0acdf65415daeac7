create table events (id bigint primary key) partition by range (id);
create table events_1 partition of events for values from (0) to (1000);
create table notes (event bigint);
