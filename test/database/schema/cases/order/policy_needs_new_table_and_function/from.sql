create table t (id integer, owner_id integer);
