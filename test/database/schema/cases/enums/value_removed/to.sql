create type mood as enum ('sad', 'happy');
create table people (id integer primary key, mood mood not null default 'sad');
create view happy_people as select id from people where mood = 'happy';
