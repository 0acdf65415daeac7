create schema s;
create table t (id integer primary key, a text, constraint c check (id > 0));
create index i on t (a);
comment on schema s is 'it''s a schema; -- with marks';
comment on table t is E'two\nlines \\ and $$';
comment on column t.id is 'key';
comment on constraint c on t is 'positive';
comment on index i is 'by a';
