create sequence counter;
create table t (id integer default nextval('counter'));
