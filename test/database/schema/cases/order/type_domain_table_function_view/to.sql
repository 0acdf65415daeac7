create type kind as enum ('a', 'b');
create domain good_kind as kind check (value <> 'b');
create table t (k good_kind default 'a');
create function count_of(k good_kind) returns bigint language sql begin atomic select count(*) from t where t.k::kind = $1::kind; end;
create view v as select count_of('a');
