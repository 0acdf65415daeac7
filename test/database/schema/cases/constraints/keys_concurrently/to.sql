-- indexes: concurrent
create table accounts (
  id integer primary key, "the ""(name" text, mail text, number integer, note text,
  unique ("the ""(name") include (note),
  constraint accounts_mail unique (mail) deferrable initially deferred,
  constraint accounts_number unique (number, id) with (fillfactor = 70)
);
create table events (id integer not null, at date not null, kind text, primary key (id, at)) partition by range (at);
create table events_old partition of events for values from ('2020-01-01') to ('2021-01-01');
create table events_new partition of events for values from ('2021-01-01') to ('2022-01-01') partition by range (at);
create table events_new_1 partition of events_new default;
create index events_kind on events (kind);
create table renamed (id integer, code text constraint new_key primary key constraint renamed_code unique);
create unique index renamed_id on renamed (id) where id > 0;
