create collation c (provider = icu, locale = 'de-DE');
create table t (a text collate c primary key, b varchar(5) collate c default 'x' check (b < 'z' collate c));
create view v as select a from t where b > 'a';
insert into t values ('a', 'b');
