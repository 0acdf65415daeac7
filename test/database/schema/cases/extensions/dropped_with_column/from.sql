create extension citext;
create table t (a integer, name citext);
