create type kind as enum ('a', 'b');
create table t (k kind not null default 'a', at date not null) partition by range (at);
create table t_2026 partition of t for values from ('2026-01-01') to ('2027-01-01');
create table p (k kind);
create table c (x integer) inherits (p);
