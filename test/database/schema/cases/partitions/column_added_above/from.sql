create table events (id bigint not null, at date not null) partition by range (at);
create table events_old (id bigint not null, at date not null);
alter table events attach partition events_old for values from ('2020-01-01') to ('2021-01-01');
create table events_new (id bigint not null, at date not null) partition by range (at);
create table events_new_1 partition of events_new default;
alter table events attach partition events_new default;
create table events_next (id bigint not null, at date not null);
