create table a (id integer primary key);
create table b (a_id integer);
alter table b add foreign key (a_id) references a on delete cascade on update restrict;
