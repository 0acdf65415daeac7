create type mood as enum ('sad', 'happy', 'gone');
create table t (m mood);
