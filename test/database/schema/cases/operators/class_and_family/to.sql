create function cmp(a integer, b integer) returns integer language sql immutable as 'select case when abs(a) < abs(b) then -1 when abs(a) > abs(b) then 1 else 0 end';
create function lt(a integer, b integer) returns boolean language sql immutable as 'select abs(a) < abs(b)';
create operator <<< (leftarg = integer, rightarg = integer, function = lt);
create operator family by_size using btree;
create operator class by_size for type integer using btree family by_size as operator 1 <<<, function 1 cmp(integer, integer);
create table t (a integer);
create index t_a on t (a by_size);
