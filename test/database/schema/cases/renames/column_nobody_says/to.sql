-- asked: nobody
create table users (id integer primary key, full_name text);
