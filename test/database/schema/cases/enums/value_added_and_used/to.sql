create type state as enum ('new', 'late', 'done');
create table jobs (id integer primary key, state state not null default 'late', constraint known check (state <> 'late' or id > 0));
create index late_jobs on jobs (id) where state = 'late';
