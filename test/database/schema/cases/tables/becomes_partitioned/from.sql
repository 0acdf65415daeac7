create table events (id integer, at date);
insert into events values (1, '2026-01-01');
