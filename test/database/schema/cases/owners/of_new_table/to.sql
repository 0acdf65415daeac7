-- owners: counted
create table t (id serial primary key, a text);
alter table t owner to case_owner;
grant select on t to case_reader;
