create table t (a integer generated always as identity (start 1 increment 1 maxvalue 100));
