create table t (
  price money, number oid, flags bit(4), at time, name text, count integer
);
insert into t values (1.5, 7, '1010', '12:30', 'one', 3);
