create table t (a text constraint one not null);
