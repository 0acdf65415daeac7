-- needs: PostgreSQL 18
create extension btree_gist;
create table rooms (room integer, during daterange, primary key (room, during without overlaps));
