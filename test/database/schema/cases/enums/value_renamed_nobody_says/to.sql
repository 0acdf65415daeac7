create type mood as enum ('sad', 'glad');
create table t (m mood);
