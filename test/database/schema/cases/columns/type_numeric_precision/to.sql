create table t (wider numeric(12,2), narrower numeric(12,2), free numeric);
