create table parent (n integer);
create table child () inherits (parent);
alter table parent add constraint nothing_here check (n is null) no inherit;
