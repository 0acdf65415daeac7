create type mood as enum ('sad', 'happy');
create table people (id integer primary key, mood mood not null default 'sad', constraint fine check (mood <> 'sad' or id > 0));
insert into people values (1, 'happy');
