create table t (n bigint check (n > 0));
alter table t enable row level security;
create policy p on t using (n < 100);
