create table k (id integer primary key);
create table e (id integer primary key, k_id integer references k) partition by range (id);
create table e1 partition of e for values from (0) to (100);
create table e2 partition of e for values from (100) to (200);
create table n (e_id integer references e);
