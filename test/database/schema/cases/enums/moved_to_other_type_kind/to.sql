create domain kind as text check (value in ('a', 'b'));
create table t (k kind);
