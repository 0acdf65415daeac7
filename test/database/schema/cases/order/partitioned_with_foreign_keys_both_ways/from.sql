create table k (id integer primary key);
create table e (id integer primary key, k_id integer) partition by range (id);
create table e1 partition of e for values from (0) to (100);
create table n (e_id integer references e);
insert into k values (1);
insert into e values (1, 1);
insert into n values (1);
