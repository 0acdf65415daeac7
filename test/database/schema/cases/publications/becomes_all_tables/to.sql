create table a (id integer primary key);
create publication p for all tables;
