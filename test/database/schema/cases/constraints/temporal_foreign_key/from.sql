create extension btree_gist;
create table rooms (room integer, during daterange, primary key (room, during without overlaps));
create table stays (room integer, during daterange);
