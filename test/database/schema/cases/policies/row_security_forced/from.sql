create table t (id integer);
alter table t enable row level security;
