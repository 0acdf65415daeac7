create table t (id integer);
alter table t enable row level security, force row level security;
