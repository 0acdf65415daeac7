create table t (id integer primary key, code text default 'x' constraint short check (length(code) < 9), unique (code));
create index t_code on t (lower(code));
create statistics t_stat on id, code from t;
insert into t values (1, 'a');
