create table users (id bigint primary key, name text) partition by hash (id);
create table users_0 partition of users for values with (modulus 2, remainder 0);
create table users_1 partition of users for values with (modulus 2, remainder 1);
