create table events (
  id bigint not null, at date not null, about jsonb default '{}' not null, note text, size integer default 1,
  place integer constraint placed not null
) partition by range (at);
create table events_old (
  id bigint not null, at date not null, about jsonb default '{}' not null, note text not null, size integer default 2,
  place integer not null
);
alter table events attach partition events_old for values from ('2020-01-01') to ('2021-01-01');
create table events_new (
  id bigint not null, at date not null, about jsonb default '{}' not null, note text, size integer,
  place integer not null
) partition by range (at);
create table events_new_1 partition of events_new default;
alter table events attach partition events_new default;
comment on column events_old.note is 'what was said';
alter table events_old alter column note set storage external;
alter table events_old alter column size set statistics 500;
create table events_next (
  id bigint not null, at date not null, about jsonb default '{}' not null, note text, size integer default 3,
  place integer constraint placed not null
);
alter table events attach partition events_next for values from ('2022-01-01') to ('2023-01-01');
