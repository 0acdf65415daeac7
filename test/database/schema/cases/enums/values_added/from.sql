create type mood as enum ('sad', 'happy');
create table people (id integer primary key, mood mood not null default 'sad');
insert into people values (1, 'happy');
