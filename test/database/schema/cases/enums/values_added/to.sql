create type mood as enum ('awful', 'sad', 'so so', 'happy', 'great');
create table people (id integer primary key, mood mood not null default 'sad');
