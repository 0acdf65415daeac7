create table t (wider numeric(8,2), narrower numeric(12,4), free numeric(8,2));
insert into t values (1.25, 1.25, 1.25);
