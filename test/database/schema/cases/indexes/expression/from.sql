create table t (a text, j jsonb);
