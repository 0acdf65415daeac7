create table t (id bigint primary key, a bigint not null, b text not null, c text, d uuid default gen_random_uuid(), e timestamptz not null default clock_timestamp());
