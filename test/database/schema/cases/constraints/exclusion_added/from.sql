create table rooms (room integer, during tsrange);
