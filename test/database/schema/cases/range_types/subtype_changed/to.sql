create type span as range (subtype = bigint);
create table t (s span);
