create collation c (provider = icu, locale = 'de-DE');
create table t (a text collate c);
create index t_a on t (a);
insert into t values ('a');
