-- needs: PostgreSQL 18
create table p (a text);
create table c () inherits (p);
alter table p add constraint p_a_not_null not null a no inherit;
