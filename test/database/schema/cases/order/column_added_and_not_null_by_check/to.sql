create table t (id integer primary key, kind text not null default 'a' check (kind in ('a', 'b')), parent integer references t, unique (kind, parent));
