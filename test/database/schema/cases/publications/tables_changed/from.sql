create schema s;
create table a (id integer primary key, x text);
create table b (id integer primary key);
create publication p for table a, b;
