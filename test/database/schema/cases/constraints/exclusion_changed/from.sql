create table rooms (during tsrange, constraint once exclude using gist (during with &&));
