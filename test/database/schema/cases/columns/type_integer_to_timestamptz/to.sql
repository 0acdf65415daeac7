create table t (at timestamptz);
