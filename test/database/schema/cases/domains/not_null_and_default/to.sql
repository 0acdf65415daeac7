create domain d as integer default 2 not null;
create table t (n d);
