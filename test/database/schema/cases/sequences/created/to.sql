create sequence numbers as smallint start 5 increment 5 minvalue 5 maxvalue 100 cycle cache 3;
