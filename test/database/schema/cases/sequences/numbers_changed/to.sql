create sequence numbers increment 2 maxvalue 1000 cache 5 cycle;
