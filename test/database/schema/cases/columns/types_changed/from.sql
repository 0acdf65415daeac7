create table prices (id integer primary key, amount integer, note varchar(10), code text);
insert into prices values (1, 5, 'a', '7');
