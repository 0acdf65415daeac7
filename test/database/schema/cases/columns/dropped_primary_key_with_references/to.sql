create table a (code text not null);
create table b (n integer);
