create type mood as enum ('sad', 'so so', 'happy');
create table t (m mood not null default 'sad');
