create table rooms (room integer, during tsrange, exclude using gist (during with &&) where (room > 0));
