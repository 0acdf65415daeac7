create type address as (street text collate "C", "zip code" varchar(9));
comment on column address.street is 'with number';
create table t (a address);
