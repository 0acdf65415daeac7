create type mood as enum ('sad', 'happy');
create table a (m mood default 'sad', n mood[] default '{sad}');
create table b (m mood, unique (m));
create type pair as (m mood, x integer);
create function f(m mood) returns mood language sql as 'select m';
create view v as select m from a where m = 'sad';
create domain calm as mood check (value <> 'happy');
