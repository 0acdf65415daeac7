create table t (d date, ts timestamptz);
