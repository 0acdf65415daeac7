create type mood as enum ('sad', 'happy');
create domain calm as mood constraint c check (value <> 'happy');
create table t (m calm, n mood);
create type pair as (m mood, x integer);
create table u (p pair);
