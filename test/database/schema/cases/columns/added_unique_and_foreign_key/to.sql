create table other (id integer primary key);
create table t (id integer primary key, other_id integer references other on delete cascade, code text unique);
