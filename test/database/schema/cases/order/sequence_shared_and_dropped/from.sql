create sequence s;
create table a (id integer default nextval('s'));
