-- needs: PostgreSQL 18
create table t (a text constraint a_is_there not null);
