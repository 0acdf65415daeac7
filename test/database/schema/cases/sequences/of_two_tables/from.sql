create sequence shared;
create table a (id integer default nextval('shared'));
