create sequence numbers minvalue 100 start 100;
