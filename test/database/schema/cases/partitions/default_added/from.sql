create table logs (id bigint, kind text) partition by list (kind);
create table logs_a partition of logs for values in ('a', 'b');
