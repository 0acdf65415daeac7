create type mood as enum ('sad', 'so so', 'happy');
create table people (id integer primary key, mood mood not null default 'sad');
create view happy_people as select id from people where mood = 'happy';
insert into people values (1, 'happy');
