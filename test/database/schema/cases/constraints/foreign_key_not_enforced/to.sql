-- needs: PostgreSQL 18
create table a (id integer primary key);
create table b (a_id integer references a not enforced);
