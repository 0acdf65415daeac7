create table a (id integer primary key);
create publication p for table a where (id > 0);
