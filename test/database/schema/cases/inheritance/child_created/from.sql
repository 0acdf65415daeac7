create table parent (id integer primary key, name text default 'x' not null);
