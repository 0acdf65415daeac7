create table events (id bigint, at date, kind text);
insert into events values (1, '2025-05-05', 'a');
