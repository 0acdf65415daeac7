-- needs: PostgreSQL 18
create table t (a text);
alter table t add constraint t_a_not_null not null a not valid;
