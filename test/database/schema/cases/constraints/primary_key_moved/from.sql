create table t (id integer primary key, code text not null);
insert into t values (1, 'a');
