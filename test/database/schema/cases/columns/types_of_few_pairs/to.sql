create table t (
  price numeric, number integer, flags bit varying(4), at time with time zone, name text[], count integer[]
);
