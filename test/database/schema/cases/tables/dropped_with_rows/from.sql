create table old (id integer primary key, note text);
insert into old values (1, 'a');
