create table a (code text primary key);
create table b (a_code text references a);
