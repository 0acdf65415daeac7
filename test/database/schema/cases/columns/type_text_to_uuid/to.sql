create table t (id uuid primary key);
