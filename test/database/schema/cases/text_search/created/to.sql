create text search dictionary plain (template = simple, stopwords = english, accept = false);
create text search configuration mine (parser = "default");
alter text search configuration mine add mapping for asciiword, word with plain, simple;
comment on text search configuration mine is 'mine';
create table t (a text);
create index t_a on t using gin (to_tsvector('mine', a));
