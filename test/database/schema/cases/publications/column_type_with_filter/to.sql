-- needs: PostgreSQL 15
create table a (id bigint primary key);
create publication p for table a where (id > 0);
