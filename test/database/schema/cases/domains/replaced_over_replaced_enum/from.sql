create type mood as enum ('sad', 'happy', 'gone');
create domain calm as mood constraint c check (value <> 'happy');
create table t (m calm, n mood);
create type pair as (m mood, x integer);
create table u (p pair);
insert into t values ('sad', 'happy');
insert into u values (row('sad', 1));
