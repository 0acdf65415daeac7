create table t (a integer, at timestamptz);
