create table t (a timestamptz, b timestamptz(0));
