create table t (a integer, b text, d text, c date);
