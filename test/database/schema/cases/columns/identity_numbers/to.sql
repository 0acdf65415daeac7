create table t (a integer generated always as identity (start 1 increment 5 maxvalue 1000 cycle cache 10));
