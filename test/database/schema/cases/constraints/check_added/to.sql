create table t (a integer, b integer, constraint order_of_both check (a < b));
