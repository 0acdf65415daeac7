create sequence shared;
create table a (id integer default nextval('shared'));
create table b (id integer default nextval('shared'));
