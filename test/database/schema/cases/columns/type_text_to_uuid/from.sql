create table t (id text primary key);
insert into t values ('f0e4c2f7-6c31-4e36-9f0c-2f2e6c6f2c11');
