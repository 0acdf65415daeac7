create table t (n integer check (n > 0));
alter table t enable row level security;
create policy p on t using (n < 100);
insert into t values (2);
