-- An index of a partitioned table for which its partitions have none: ATTACH PARTITION would make them.

-- the first schema
create schema one;
create table one.root (id bigint, part integer) partition by list (part);
create table one.leaf partition of one.root for values in (1);
create index only_idx on only one.root using hash (id);

-- the second schema
create schema two;
create schema one;
create table two.root (id bigint, part integer) partition by list (part);
create table one.leaf partition of two.root for values in (1);
create table one.more partition of two.root for values in (2);
create index only_idx on only two.root using hash (id);
create index all_idx on two.root (part);
