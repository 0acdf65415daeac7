create table prices (id bigint primary key, amount numeric(10,2), note varchar(40), code integer);
