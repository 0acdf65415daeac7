-- needs: PostgreSQL 15
create schema s;
create table a (id integer primary key, x text);
create table b (id integer primary key);
create publication p for table a where (id > 0), tables in schema s with (publish_via_partition_root);
