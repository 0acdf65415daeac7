create table a (x integer, y integer, primary key (x, y));
create table b (x integer, y integer, constraint b_a foreign key (x, y) references a on delete set null);
