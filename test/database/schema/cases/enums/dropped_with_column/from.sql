create type mood as enum ('sad', 'happy');
create table t (a integer, m mood);
