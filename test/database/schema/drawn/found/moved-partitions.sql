-- A partition or a child that stays goes to another parent, or to the same made anew, with other columns. The parent's parent loses a NOT NULL.

-- the first schema
create schema one;
create table one.root (id bigint, part integer, a integer[], b text not null, primary key (id, part)) partition by hash (part);
create table one.middle partition of one.root for values with (modulus 8, remainder 6) partition by hash (part);
create table one.leaf (like one.root);
alter table one.root attach partition one.leaf for values with (modulus 8, remainder 1);
create schema two;
create table two.root (id bigint, part integer, gone text, old text) partition by list (part);
create table two.leaf partition of two.root for values in (1);
create schema three;
create table three.parent (id bigint, gone text);
create table three.child (more text, id bigint, gone text) inherits (three.parent);
create schema four;
create table four.root (id bigint, part integer, gone text, check (id > 0 or gone <> '')) partition by list (part);
create table four.leaf partition of four.root for values in (1);
create index on four.root (part);

-- the second schema
create schema one;
create table one.root (id bigint, part integer, a integer[], b text) partition by hash (part);
create table one.middle partition of one.root for values with (modulus 8, remainder 6) partition by hash (part);
create table one.new (like one.root);
alter table one.middle attach partition one.new for values with (modulus 8, remainder 2);
create schema two;
create table two.other (id bigint, part integer, added text not null, old text) partition by list (part);
create table two.leaf partition of two.other for values in (2);
create schema three;
create table three.other (id bigint, added text);
create table three.child (more text, id bigint, added text) inherits (three.other);
create schema four;
create table four.root (id bigint, part integer, check (id > 0)) partition by range (part);
create table four.leaf partition of four.root for values from (1) to (2);
