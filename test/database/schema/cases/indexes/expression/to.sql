create table t (a text, j jsonb);
create index t_lower on t (lower(a), (j ->> 'x'));
alter index t_lower alter column 2 set statistics 300;
