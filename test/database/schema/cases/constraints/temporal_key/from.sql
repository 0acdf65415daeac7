create extension btree_gist;
create table rooms (room integer, during daterange);
