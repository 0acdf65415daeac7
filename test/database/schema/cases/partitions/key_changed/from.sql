create table events (id bigint, at date not null) partition by range (at);
