create table t (id integer primary key, state text not null default 'new');
