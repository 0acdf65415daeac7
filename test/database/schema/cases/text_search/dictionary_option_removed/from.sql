create text search dictionary plain (template = simple, accept = false, stopwords = english);
create text search configuration mine (parser = "default");
alter text search configuration mine add mapping for asciiword with plain;
create table t (a text, s tsvector generated always as (to_tsvector('mine', a)) stored);
create index t_s on t using gin (s);
insert into t (a) values ('the cat');
