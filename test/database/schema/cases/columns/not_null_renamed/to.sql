-- needs: PostgreSQL 18
create table t (a text constraint other not null);
