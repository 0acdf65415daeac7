create collation c (provider = icu, locale = 'sv-SE');
create table t (a text collate c);
create index t_a on t (a);
create view v as select a from t order by a;
