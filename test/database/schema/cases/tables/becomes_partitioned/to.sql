create table events (id integer, at date) partition by range (at);
