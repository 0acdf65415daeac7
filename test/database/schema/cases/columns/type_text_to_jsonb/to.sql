create table t (j jsonb);
