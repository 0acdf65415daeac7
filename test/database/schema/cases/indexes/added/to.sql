create table t (a integer, b text);
create index t_a on t (a desc nulls last, b collate "C" text_pattern_ops);
