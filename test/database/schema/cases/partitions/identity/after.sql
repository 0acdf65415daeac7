insert into events (at) values ('2025-06-06'), ('2025-06-06');
select 1 / (count(distinct id) = 3)::integer from events;
