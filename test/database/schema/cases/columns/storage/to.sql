create table t (a text, b text, c bytea);
alter table t alter column a set storage external, alter column b set storage main, alter column c set storage plain;
