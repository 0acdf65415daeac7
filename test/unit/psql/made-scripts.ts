const noop = 'suppress_redundant_updates_trigger()'

/** Scripts, and the listing of what they make: read from the script, read from a server, read from a dump. */
export const madeScripts: Readonly<Record<string, readonly [script: string, ...made: string[]]>> = {
  'the parts of a table come with it': [
    `create table t (id serial primary key, a int unique, b int generated always as identity, exclude (a with =));
create sequence s owned by t.id;
create sequence later;
alter sequence later owned by t.a;
create sequence free owned by none;
create type pair as (a int, b int);
create type span as range (subtype = float8);`,
    'sequence public.free',
    'table public.t',
    'type public.pair',
    'type public.span',
  ],
  'an owned sequence is set free': [
    `create table t (id serial, a int);
create sequence s owned by t.a;
alter sequence s owned by none;
alter sequence t_id_seq owned by none;
drop table t;`,
    'sequence public.s',
    'sequence public.t_id_seq',
  ],
  'the search path': [
    `create schema a;
create schema b;
set search_path = a, public;
create table t (x int);
set search_path to "$user", b, a;
create table u (x int);
create index on t (x);
drop table t;
select set_config('search_path', '"a", b', false);
create table v ();
reset search_path;
create table w ();
set schema 'b';
create table x ();
set search_path = nonexistent, public;
create table y ();
set search_path to default;
create table z ();
select pg_catalog.set_config('search_path', '', false);
create table public.last ();`,
    'schema a',
    'schema b',
    'table a.v',
    'table b.u',
    'table b.x',
    'table public.last',
    'table public.w',
    'table public.y',
    'table public.z',
  ],
  'names in quotes': [
    `create schema "a.b";
create schema a;
create table "a.b".c (x int);
create table a."b.c" (x int);
create table a."""q""" (x int);
create index on a."b.c" (x);
create schema "Ü é";
create table "Ü é"."TÜ" (ÀB int, "ÀB" int);
create index on "Ü é"."TÜ" (Àb);
create index on "Ü é"."TÜ" ("ÀB");
create function "Ü é".fÉ() returns int language sql as 'select 1';
create table U&"d\\0061t\\+000061" (a int);
create table u&"x!0041" uescape '!' (a int);
create table "create" ("table" int);
create index on "create" ("table");
create publication "Pub.x";`,
    'function Ü é.fÉ',
    'index a."b.c_x_idx"',
    'index public.create_table_idx',
    'index Ü é.TÜ_ÀB_idx',
    'index Ü é.TÜ_Àb_idx',
    'publication Pub.x',
    'schema a',
    'schema a.b',
    'schema Ü é',
    'table "a.b".c',
    'table a."""q"""',
    'table a."b.c"',
    'table public.create',
    'table public.data',
    'table public.xA',
    'table Ü é.TÜ',
  ],
  'names that are cut': [
    `create table abcdefghij_abcdefghij_abcdefghij_abcdefghij_abcdefghij_abcdefghij_abcdefghij (a int);
create table "${'é'.repeat(44)}" (a int);
create index on "${'é'.repeat(44)}" (a);`,
    'index public.éééééééééééééééééééééééééééé_a_idx',
    'table public.abcdefghij_abcdefghij_abcdefghij_abcdefghij_abcdefghij_abcdefgh',
    'table public.ééééééééééééééééééééééééééééééé',
  ],
  'comments and strings': [
    `/* x /* y */ ; */ create /* z */ table -- create table no ();
 t /* ( */ (a int -- , b int
 , b text default $$create table no ();$$, c text default E'\\'create table no ()');
create index /* a */ on -- b
 t (/* c */ a);
create function f() returns text language plpgsql as $q$ begin create table no (); end $q$;
insert into t (a, b) values (1, 'create table no ();');
comment on table t is 'create table no ()';
do $$ begin perform 'create table no ()'; end $$;`,
    'function public.f',
    'index public.t_a_idx',
    'table public.t',
  ],
  'several statements in one': [
    `create table a (x int)\\; create table b (x int);
create index on a (x)\\; create index on b (x);`,
    'index public.a_x_idx',
    'index public.b_x_idx',
    'table public.a',
    'table public.b',
  ],
  'temporary objects': [
    `create temp table t (a int);
create index on t (a);
create table public.t (b int);
create index on t (a);
create index on public.t (b);
drop table t;
create index on t (b);
create table pg_temp.u (a int);
create index on u (a);
create or replace temporary view v as select 1 as a;
create temp sequence s;
select 1 as a into temp w;
create rule r as on insert to u do also select 1;`,
    'index public.t_b_idx',
    'index public.t_b_idx1',
    'table public.t',
  ],
  'tables made of queries': [
    `select 1 as a into one;
with x as (select 1 as a) select * into unlogged table two from x;
create table three as select 'into no' as x;
create table four as table three;
create table if not exists three as select 1 as x;
with x as (insert into one values (2) returning *) select * from x;
create index on one (a);`,
    'index public.one_a_idx',
    'table public.four',
    'table public.one',
    'table public.three',
    'table public.two',
  ],
  'elements of a schema': [
    `create schema s
  create view v as select * from t
  create index on t (b)
  create trigger r before insert on t for each row execute function ${noop}
  create table t (a int primary key, b int)
  create sequence q
  grant select on t to public;
create schema if not exists s;
create schema if not exists public;`,
    'index s.t_b_idx',
    'schema s',
    'sequence s.q',
    'table s.t',
    'trigger s.t.r',
    'view s.v',
  ],
  'a table gets another name': [
    `create table t (a int, b int);
create index on t (a);
create trigger r before insert on t for each row execute function ${noop};
create policy p on t;
create rule w as on insert to t do also select 1;
alter table t rename to u;
create index on u (b);
alter table u rename a to c;
create index on u (c);
alter table u rename column b to d;
alter trigger r on u rename to r2;
alter policy p on u rename to p2;
alter rule w on u rename to w2;
alter index u_b_idx rename to u_by_b;`,
    'index public.t_a_idx',
    'index public.u_by_b',
    'index public.u_c_idx',
    'policy public.u.p2',
    'rule public.u.w2',
    'table public.u',
    'trigger public.u.r2',
  ],
  'other names and schemas': [
    `create schema s;
create table t (a int, id serial);
create index on t (a);
create sequence q owned by t.a;
create statistics st on a, id from t;
alter table t set schema s;
create view v as select * from s.t;
alter view v set schema s;
create function f() returns int language sql as 'select 1';
alter function f() set schema s;
alter function s.f rename to g;
create type e as enum ('a');
alter type e rename to e2;
alter type e2 set schema s;
alter type s.e2 rename value 'a' to 'b';
create type c as (a int);
alter type c rename to c2;
alter type c2 set schema s;
alter type s.c2 rename attribute a to b;
create domain d as int constraint positive check (value > 0);
alter domain d rename constraint positive to above;
alter domain d rename to d2;
create collation l (locale = 'C');
alter collation l rename to l2;
create text search dictionary x (template = simple);
alter text search dictionary x rename to x2;
create publication p;
alter publication p rename to p2;
alter statistics st rename to st2;
alter table if exists absent rename to present;`,
    'collation public.l2',
    'domain public.d2',
    'function s.g',
    'index s.t_a_idx',
    'publication p2',
    'schema s',
    'statistics public.st2',
    'table s.t',
    'text search dictionary public.x2',
    'type s.c2',
    'type s.e2',
    'view s.v',
  ],
  'a schema gets another name': [
    `create schema a;
create table a.t (x int);
create index on a.t (x);
create trigger r before insert on a.t for each row execute function ${noop};
alter schema a rename to b;
create index on b.t (x);
create table t (x int);
alter schema public rename to c;
create schema public;
create table u (x int);`,
    'index b.t_x_idx',
    'index b.t_x_idx1',
    'schema b',
    'schema c',
    'table b.t',
    'table c.t',
    'table public.u',
    'trigger b.t.r',
  ],
  'a schema is dropped': [
    `create schema a;
create table a.t (x int);
create function a.f() returns trigger language plpgsql as 'begin end';
create table t (x int);
create trigger r before insert on t for each row execute function a.f();
create view v as select * from a.t;
create view v2 as select v.x from v join t on true;
drop schema a cascade;`,
    'table public.t',
  ],
  'public is dropped': [
    `create table t (a int);
drop schema public cascade;
create schema public;
create table u (a int);
create index on u (a);`,
    'index public.u_a_idx',
    'table public.u',
  ],
  'views go with what they read': [
    `create table t (a int);
create view v as select x.a from t as x, t y;
create view w (a) as with q as (select a from v) select a from q;
create materialized view m as select * from w where a in (select a from t);
create index on m (a);
create view stays as select 1 as v;
drop view v cascade;`,
    'table public.t',
    'view public.stays',
  ],
  'a cascade takes what stands on it': [
    `create table a (x int);
create table b (y int) inherits (a);
create table c () inherits (b);
create index on c (y);
create table d (x int);
alter table d inherit a;
create table e (x int);
alter table e inherit a;
alter table e no inherit a;
create function of_row(r a) returns int language sql as 'select 1';
create function rows() returns setof a language sql as 'select null::a';
create function a_is_a_name(a int) returns int language sql as 'select 1';
drop table a cascade;
create domain dom as int;
create domain dom2 as dom;
create type span as range (subtype = dom);
create function of_dom(dom) returns int language sql as 'select 1';
drop domain dom cascade;
create type pair as (x int);
create table pairs of pair;
drop type pair cascade;
create function same(int, int) returns boolean language sql immutable as 'select true';
create operator === (leftarg = int, rightarg = int, function = same);
create function watch() returns event_trigger language plpgsql as 'begin end';
create event trigger watching on ddl_command_end execute function watch();
drop function same(int, int), watch cascade;
create foreign data wrapper w;
create server s foreign data wrapper w;
create foreign table f (x int) server s;
drop foreign data wrapper w cascade;
create access method am type index handler bthandler;
create operator class of_am for type int using am as operator 1 <, function 1 btint4cmp(int, int);
drop access method am cascade;`,
    'function public.a_is_a_name',
    'table public.e',
  ],
  'a view of a temporary table is temporary': [
    `create temp table t (a int);
create view v as select * from t;
create table u (a int);
create view w as select u.a from u join v on true;
create view x as select a from u;`,
    'table public.u',
    'view public.x',
  ],
  'several are dropped': [
    `create table t1 (a int);
create table t2 (a int);
create domain d as int;
create domain d2 as int[];
create type e as enum ();
drop table if exists t1, absent, t2 cascade;
drop type d, e;`,
    'domain public.d2',
  ],
  'a column is dropped': [
    `create table t (a int, b int, c int);
create index on t (a);
create index on t (b) where a > 1;
create index on t (c) include (a);
create index i on t ((c + 1));
create statistics st on a, b from t;
alter table t drop column a, drop if exists absent;`,
    'index public.i',
    'table public.t',
  ],
  'one of the overloads is dropped': [
    `create function f(a int) returns int language sql as 'select 1';
create function f(b text, c varchar(3) default 'x, y') returns int language sql as 'select 1';
create or replace function f(a integer) returns int language sql as 'select 2';
drop function f(integer);
create function g(int) returns int language sql as 'select 1';
drop function g;
create function h(x double precision, y int[], out z int) language sql as 'select 1';
create function h(text) returns int language sql as 'select 1';
drop function h(float8, integer array);
create function k(int) returns int language sql as 'select 1';
drop function if exists k(text), absent(), k(int8);
create procedure p(inout a int, b timestamp with time zone) language sql as 'select 1';
drop procedure p(int, timestamptz);
create aggregate a1(int) (sfunc = int4pl, stype = int);
create aggregate a1(bigint) (sfunc = int8pl, stype = bigint);
create aggregate a2(*) (sfunc = int8inc, stype = int8, initcond = '0');
drop aggregate a1(int), a2(*);`,
    'aggregate public.a1',
    'function public.f',
    'function public.h',
    'function public.k',
  ],
  operators: [
    `create function s(int, int) returns boolean language sql immutable as 'select true';
create function s(text, text) returns boolean language sql immutable as 'select true';
create operator == (leftarg = int, rightarg = int, function = s);
create operator public.== (leftarg = text, rightarg = text, function = s);
drop operator == (integer, int4);
create operator === (leftarg = int, rightarg = int, procedure = s, commutator = ====);
create operator != (leftarg = text, rightarg = text, function = s);
create operator class c for type int using btree as operator 1 <, function 1 btint4cmp(int, int);
create operator class c for type int using hash as operator 1 =, function 1 hashint4(int);
drop operator class c using hash;
alter operator class c using btree rename to c2;
create operator family f using gin;
create operator family f2 using gin;
drop operator family f using gin;`,
    'function public.s',
    'operator public.<>',
    'operator public.==',
    'operator public.===',
    'operator class public.c2',
    'operator family public.c',
    'operator family public.f2',
  ],
  'rules and triggers': [
    `create table t (a int);
create view v as select a from t;
create rule "on" as
    ON INSERT TO v do instead insert into t values (new.a);
create rule "r.x" as on update to public.v where new.a > 1 do instead nothing;
create rule r2 as on delete to v do instead (delete from t; select 1);
drop rule r2 on v;
create or replace view v as select a from t;
create trigger i instead of insert on v for each row execute function ${noop};
drop trigger if exists absent on v;
create constraint trigger c after insert or update of a on t from t deferrable for each row execute procedure ${noop};`,
    'rule public.v."r.x"',
    'rule public.v.on',
    'table public.t',
    'trigger public.t.c',
    'trigger public.v.i',
    'view public.v',
  ],
  'an index becomes a constraint': [
    `create table t (a int, b int);
create unique index i on t (a);
alter table t add constraint c unique using index i;
create unique index on t (b);
alter table t add unique using index t_b_idx;
create index on t (b);
alter table t add constraint t_a_idx unique (a);
create index on t (a);
alter table t rename constraint t_a_idx to t_a_idx2;
create index on t (a);
alter table t drop constraint t_a_idx2;
alter table t add column c int constraint t_c_idx unique, add constraint t_a_idx2 check (a > 1);
create index on t (c);
create index on t (a);`,
    'index public.t_a_idx',
    'index public.t_a_idx1',
    'index public.t_a_idx2',
    'index public.t_b_idx1',
    'index public.t_c_idx1',
    'table public.t',
  ],
  'names that are taken': [
    `create table t_a_idx ();
create table t (a int);
create view t_a_idx1 as select 1 as x;
create index on t (a);
create type t_a_idx3 as (a int);
create sequence t_a_idx4;
create index on t (a);
create type t_a_idx6 as enum ('x');
create index on t (a);
create index t_a_idx7 on t (a);
create index on t (a);
drop index t_a_idx2;
create index on t (a);
create index if not exists t_a_idx on t (a);`,
    'index public.t_a_idx2',
    'index public.t_a_idx5',
    'index public.t_a_idx6',
    'index public.t_a_idx7',
    'index public.t_a_idx8',
    'sequence public.t_a_idx4',
    'table public.t',
    'table public.t_a_idx',
    'type public.t_a_idx3',
    'type public.t_a_idx6',
    'view public.t_a_idx1',
  ],
  'a table like another': [
    `create table t (a int primary key, b int unique, c text, constraint foo_idx unique (c));
create index custom on t (b, (a + 1));
create index on t (lower(c));
create statistics st on a, b from t;
create table u (like t including all);
create table v (x int, like t including indexes);
create table w (like t including all excluding indexes);
create table x (like t);`,
    'index public.custom',
    'index public.t_lower_idx',
    'index public.u_b_expr_idx',
    'index public.u_lower_idx',
    'index public.v_b_expr_idx',
    'index public.v_lower_idx',
    'statistics public.st',
    'statistics public.u_a_b_stat',
    'statistics public.w_a_b_stat',
    'table public.t',
    'table public.u',
    'table public.v',
    'table public.w',
    'table public.x',
  ],
  partitions: [
    `create table p (a int, b int) partition by list (a);
create index custom on p (a);
create table p1 partition of p for values in (1) partition by list (b);
create table p11 partition of p1 for values in (1);
create index on p (b);
create index on p11 (b);
create index on only p (a, b);
create table p2 (a int, b int);
create index p2_own on p2 (a);
create index p2_extra on p2 (b, a);
alter table p attach partition p2 for values in (2);
create table p3 partition of p default;
create trigger r after insert on p for each row execute function ${noop};
alter table p detach partition p1;
create index on p1 (a);
drop table p3;`,
    'index public.custom',
    'index public.p11_b_idx1',
    'index public.p1_a_idx',
    'index public.p1_a_idx1',
    'index public.p1_b_idx',
    'index public.p2_extra',
    'index public.p_a_b_idx',
    'index public.p_b_idx',
    'table public.p',
    'table public.p1',
    'table public.p11',
    'table public.p2',
    'trigger public.p.r',
  ],
  'partitions as dumped': [
    `create table public.t (id integer) partition by list (id);
create table public.t1 (id integer);
create table public.t2 (id integer);
alter table only public.t attach partition public.t1 for values in (1);
alter table only public.t attach partition public.t2 for values in (2);
create index i on only public.t using btree (id);
create index i1 on public.t1 using btree (id);
create index i2 on public.t2 using btree (id);
alter index public.i attach partition public.i1;
alter index public.i attach partition public.i2;
alter table public.t detach partition public.t2;`,
    'index public.i',
    'index public.i2',
    'table public.t',
    'table public.t1',
    'table public.t2',
  ],
  'columns in the names of indexes': [
    `create table t (a int, b int, "Big Col" text, d jsonb, e text, "dot.ted" text, primary key (a));
create index on t (a) include (b);
create index on t (a, a, a);
create index on t ("Big Col" desc nulls last);
create index on t using gin (d jsonb_path_ops);
create index on only t using hash (e);
create index on t using btree (e collate "C" text_pattern_ops desc, "dot.ted") with (fillfactor = 50) where a > 3;
create unique index on t (b);
create index on "t" ((e));`,
    'index public."t_e_dot.ted_idx"',
    'index public.t_Big Col_idx',
    'index public.t_a_a1_a2_idx',
    'index public.t_a_b_idx',
    'index public.t_b_idx',
    'index public.t_d_idx',
    'index public.t_e_idx',
    'index public.t_e_idx1',
    'table public.t',
  ],
  'expressions in the names of indexes': [
    `create table t (a int, b int, d jsonb, e text, at timestamptz, list int[]);
create index on t (lower(e), upper(e), lower(e || 'x'));
create index on t ((a + b), (a - b), (-a));
create index on t ((d ->> 'x'), ((d ->> 'x')::int), ((d -> 'x') ->> 'y'));
create index on t (((d ->> 'x')::varchar(3)), (cast(d ->> 'x' as double precision)), ((d ->> 'n')::numeric(10, 2)));
create index on t ((a::bigint), ((e)::char(3)), (lower(e)::text));
create index on t ((at at time zone 'utc'), ((at at time zone 'utc')::date), (list[1]));
create index on t ((e collate "C"), (e collate "C" || 'x'));
create index on t ((case when a = 1 then b else a end), (case when a = 1 then b end));
create index on t (coalesce(a, b), nullif(a, b), greatest(a, b), pg_catalog.abs(a));
create index on t (substring(e from 1 for 2), trim(e), trim(leading 'x' from e), position('x' in e));
create index on t ((e is null), (a = 1 and b = 2), (e like 'x%'), (not a = 1), (a in (1, 2)), (a between 1 and 2));
create index on t (('x'::text), (date '2020-01-01'), (null::int), (1), ((a + 1)::float(3)), ((a + 1)::float));
create index on t ((array[a, b]), (((a))), (("e")), (t.a));
create index on t using gin (to_tsvector('english', coalesce(e, '') || ' '));`,
    'index public.t_a_case_idx',
    'index public.t_a_e_lower_idx',
    'index public.t_array_a_e_a1_idx',
    'index public.t_coalesce_nullif_greatest_abs_idx',
    'index public.t_e_expr_idx',
    'index public.t_expr_expr1_expr2_expr3_expr4_expr5_idx',
    'index public.t_expr_expr1_expr2_idx',
    'index public.t_expr_int4_expr1_idx',
    'index public.t_lower_upper_lower1_idx',
    'index public.t_substring_btrim_ltrim_position_idx',
    'index public.t_text_date_int4_expr_float4_float8_idx',
    'index public.t_timezone_timezone1_list_idx',
    'index public.t_to_tsvector_idx',
    'index public.t_varchar_float8_numeric_idx',
    'table public.t',
  ],
  'long names of indexes': [
    `create table a_very_long_table_name_that_goes_on_and_on_for_sixty_three_by (a_very_long_column_name_that_goes_on_and_on_for_sixty_three_b int, short int, ${'é'.repeat(29)} int);
create index on a_very_long_table_name_that_goes_on_and_on_for_sixty_three_by (a_very_long_column_name_that_goes_on_and_on_for_sixty_three_b);
create index on a_very_long_table_name_that_goes_on_and_on_for_sixty_three_by (a_very_long_column_name_that_goes_on_and_on_for_sixty_three_b);
create index on a_very_long_table_name_that_goes_on_and_on_for_sixty_three_by (short);
create index on a_very_long_table_name_that_goes_on_and_on_for_sixty_three_by (${'é'.repeat(29)});
create index on a_very_long_table_name_that_goes_on_and_on_for_sixty_three_by (short, a_very_long_column_name_that_goes_on_and_on_for_sixty_three_b);
create index on a_very_long_table_name_that_goes_on_and_on_for_sixty_three_by (a_very_long_column_name_that_goes_on_and_on_for_sixty_three_b, a_very_long_column_name_that_goes_on_and_on_for_sixty_three_b, short);`,
    'index public.a_very_long_table_name_that_g_a_very_long_column_name_that__idx',
    'index public.a_very_long_table_name_that_g_a_very_long_column_name_that_idx1',
    'index public.a_very_long_table_name_that_g_a_very_long_column_name_that_idx2',
    'index public.a_very_long_table_name_that_g_short_a_very_long_column_name_idx',
    'index public.a_very_long_table_name_that_g_éééééééééééééé_idx',
    'index public.a_very_long_table_name_that_goes_on_and_on_for_sixty__short_idx',
    'table public.a_very_long_table_name_that_goes_on_and_on_for_sixty_three_by',
  ],
}

/** A script with every form of CREATE: what is listed, and what neither side lists. */
export const everything = (major: number) => `
create schema shop;
create schema if not exists public;
create schema "Quoted.Schema";
create schema made authorization current_user
  create index on orders (note)
  create table orders (id serial primary key, note text)
  create view notes as select note from orders
  grant select on orders to public;
create schema tools;
create extension citext with schema tools;
create extension if not exists tablefunc schema public;
create extension unaccent schema shop;

create type shop.mood as enum ('good', 'bad');
create type shop.point3 as (x integer, y integer);
create type shop.span as range (subtype = integer);
create type shop.shelled;
create function shop.base_in(cstring) returns shop.base language internal immutable strict as 'int4in';
create function shop.base_out(shop.base) returns cstring language internal immutable strict as 'int4out';
create type shop.base (input = shop.base_in, output = shop.base_out, like = integer);
create domain shop.email as text check (value like '%@%');
create collation shop.german (locale = 'C');
create collation if not exists shop.plain from "C";
create default conversion shop.latin for 'LATIN1' to 'UTF8' from iso8859_1_to_utf8;

create table shop.customers (
  id bigint generated always as identity primary key,
  email shop.email unique,
  name text not null,
  constraint customers_name_idx unique (name),
  exclude using btree (email with =)
);
create index on shop.customers (name);
create index on shop.customers (lower(name), (id + 1)) where id > 3;
create unique index customers_first on shop.customers using btree (name desc) include (email);
create unlogged table shop.counters (id serial, n smallserial, big bigserial);
create table if not exists shop.counters (id integer);
create table shop.copied (like shop.customers including all);
create table shop.events (at timestamptz not null, kind text) partition by range (at);
create index on shop.events (at);
create table shop.events_1 partition of shop.events for values from ('2020-01-01') to ('2021-01-01');
create table shop.events_2 (at timestamptz not null, kind text);
create index on shop.events_2 (at);
alter table shop.events attach partition shop.events_2 for values from ('2021-01-01') to ('2022-01-01');
create index on shop.events (kind);
create index on shop.events_1 (kind);
create table shop.events_3 partition of shop.events default;
alter table shop.events detach partition shop.events_3;
create table shop.child (extra text) inherits (shop.customers);
create table shop.of_type of shop.point3;
create table shop.summary as select count(*) as n from shop.customers;
select 1 as one into shop.selected;
with a as (select 2 as two) select * into unlogged table shop.selected_too from a;
create temp table scratch (a integer);
create index on scratch (a);
create temporary view scratch_view as select 1 as one;
create temp sequence scratch_sequence;
create table "Quoted.Schema"."a.b" ("c.d" integer primary key);
create index on "Quoted.Schema"."a.b" ("c.d");
create table public."Quoted.Schema.a" (b integer);
create table public."say ""hi""" (b integer);

create view shop.names as select name from shop.customers;
create or replace view shop.names as select name from shop.customers;
create recursive view shop.numbers (n) as values (1) union all select n + 1 from numbers where n < 3;
create materialized view shop.totals as select count(*) as n from shop.customers;
create unique index on shop.totals (n);
create ${major < 15 ? '' : 'unlogged '}sequence shop.ticket;
create sequence shop.owned owned by shop.customers.id;
create sequence shop.owned_later;
alter sequence shop.owned_later owned by shop.customers.id;
alter sequence shop.counters_id_seq owned by none;

create function shop.twice(x integer) returns integer language sql immutable as 'select 2 * x; -- ; create table no ()';
create function shop.twice(x bigint) returns bigint language sql immutable as $$select 2 * x$$;
${major < 14 ? '' : 'create function shop.atomic() returns integer language sql begin atomic select 1; select 2; end;'}
create function shop.window_one() returns bigint language internal window as 'window_row_number';
create procedure shop.nothing() language sql as '';
create aggregate shop.total (integer) (sfunc = int4pl, stype = integer, initcond = '0');
create aggregate shop.old_total (basetype = integer, sfunc = int4pl, stype = integer, initcond = '0');
create function shop.same(text, text) returns boolean language sql immutable as 'select $1 = $2';
create operator shop.=== (leftarg = text, rightarg = text, function = shop.same, commutator = operator(shop.===), negator = operator(shop.!==));
create operator family shop.lone using btree;
create operator class shop.text_same for type text using hash as operator 1 shop.=== (text, text), function 1 hashtext(text);
create operator class shop.int_again for type integer using btree family shop.lone as operator 1 <, operator 2 <=, operator 3 =, operator 4 >=, operator 5 >, function 1 btint4cmp(integer, integer);
create cast (shop.mood as integer) with inout;

create text search dictionary shop.simple_dict (template = simple);
create text search configuration shop.english (copy = english);
create text search parser shop.parsing (start = prsd_start, gettoken = prsd_nexttoken, end = prsd_end, lextypes = prsd_lextype);
create text search template shop.simple_template (lexize = dsimple_lexize, init = dsimple_init);
create statistics shop.of_customers (dependencies) on email, name from shop.customers;
${major < 16 ? '' : 'create statistics on email, (lower(name)) from shop.customers;'}

create function shop.touch() returns trigger language plpgsql as $$begin return new; end$$;
create trigger touched before insert or update of name, email on shop.customers for each row execute function shop.touch();
create constraint trigger checked after insert on shop.customers deferrable for each row execute function shop.touch();
create trigger everywhere after insert on shop.events for each row execute function shop.touch();
create rule quiet as on insert to shop.names where new.name is null do instead nothing;
create or replace rule "on" as
    on update to shop.names do instead (update shop.customers set name = new.name; select 1);
alter table shop.customers enable row level security;
create policy own on shop.customers for select using (true);
create function shop.watch() returns event_trigger language plpgsql as $$begin end$$;
create event trigger watching on ddl_command_end execute function shop.watch();
alter event trigger watching disable;

create foreign data wrapper nowhere;
create server far foreign data wrapper nowhere;
create server if not exists far foreign data wrapper nowhere;
create user mapping for public server far;
select pg_catalog.lo_create(0);
create foreign table shop.remote (a integer) server far;
create publication everything for table shop.customers;
create subscription nothing connection '' publication everything with (connect = false, slot_name = none);
create function shop.handler() returns language_handler language c as '$libdir/plpgsql', 'plpgsql_call_handler';
create language plother handler shop.handler;
create access method heap_too type table handler heap_tableam_handler;
create transform for integer language plother (from sql with function prsd_lextype(internal));
alter default privileges in schema shop grant select on tables to public;
comment on schema shop is 'create table not_a_table ()';
do $$begin perform 1; end$$;
`
