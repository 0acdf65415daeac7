create table t (id integer primary key, a text);
comment on table t is 'old';
comment on column t.a is 'goes';
