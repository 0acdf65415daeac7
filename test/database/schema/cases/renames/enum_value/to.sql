-- asked: yes
create type mood as enum ('sad', 'glad');
create table people (id integer primary key, mood mood not null default 'sad', constraint fine check (mood <> 'sad' or id > 0));
