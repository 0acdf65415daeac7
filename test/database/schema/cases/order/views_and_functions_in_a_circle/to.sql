create table people (id integer primary key, name text);

create view fresh as select id, name collate "C" as name, now() as at from people;
create function fresh_rows() returns setof fresh language sql as 'select id, name, now() from people';
create or replace view fresh as select id, name, at from fresh_rows();
comment on column fresh.at is 'when it was asked';
create view above as select id from fresh;

create view kept as select id, name from people;
create function kept_rows() returns setof kept language sql as 'select id, name from people';
create or replace view kept as select id, name from kept_rows();
