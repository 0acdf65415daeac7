create table t (a text) with (fillfactor = 90, autovacuum_vacuum_scale_factor = 0.05);
