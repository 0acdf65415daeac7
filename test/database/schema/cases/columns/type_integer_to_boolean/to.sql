create table t (b boolean not null default false);
