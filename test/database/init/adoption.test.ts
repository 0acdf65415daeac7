import { spawnSync } from 'node:child_process'
import { describe, expect, it, onTestFinished } from 'vitest'
import { readConnectionSettings } from '../../../src/database/postgres/connection.ts'
import { postgresDatabase } from '../../../src/database/postgres/postgres.ts'
import { openSession } from '../../../src/database/postgres/session.ts'
import { findSchemaMade, readMadeObjects } from '../../../src/psql/made-objects.ts'
import { readScript } from '../../../src/psql/read-script.ts'
import { realWorld } from '../../../src/world.ts'
import { makeDatabase, makeProject } from '../../support/project.ts'
import { testServer, type TestDatabase } from '../../support/server.ts'
import { madeScripts } from '../../unit/psql/made-scripts.ts'
import { inChunks } from '../../unit/psql/reading.ts'

type Named = { readonly kind: string; readonly name: string }
const names = (objects: readonly Named[]) => objects.map(({ kind, name }) => `${kind} ${name}`)
const itemsOf = (script: string) => readScript(inChunks(Buffer.from(script)), { file: 'init.sql' })
const madeBy = async (script: string) => names(await readMadeObjects(itemsOf(script)))

/** The listing of a database, as init sees it. */
async function listingOf(database: TestDatabase): Promise<readonly string[]> {
  const settings = await readConnectionSettings({ url: database.url, from: 'test', env: {} }, realWorld())
  const session = await openSession(settings, { applicationName: 'test' })
  try {
    return names((await postgresDatabase('plinth').readFacts(session)).objects)
  } finally {
    await session.close()
  }
}

/** A database that an init script made, and that nothing tracks any more. */
async function loaded(init: string) {
  const project = await makeProject({ init })
  const database = await makeDatabase()
  const verbs = project.on(database)
  await verbs.init()
  await database.query('drop schema plinth cascade')
  return { database, verbs }
}

/** The database as a script, if there is a pg_dump here that is not older than the server. */
async function dump(database: TestDatabase, ...options: readonly string[]): Promise<string | undefined> {
  const { major } = await testServer()
  if (dumpMajor < major) return undefined
  const { status, stdout, stderr } = spawnSync('pg_dump', ['-d', database.url, ...options], {
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  })
  if (status !== 0) throw new Error(stderr)
  return stdout
}

const dumpMajor = Number(
  / (\d+)/.exec(spawnSync('pg_dump', ['--version'], { encoding: 'utf8' }).stdout ?? '')?.[1] ?? 0,
)

describe('what a script makes is what the catalog lists', () => {
  it.each(Object.entries(madeScripts))('%s', async (_, [script, ...made]) => {
    const database = await makeDatabase()
    await database.query(script.replaceAll('\\;', ';'))
    expect(await listingOf(database)).toEqual(made)
    const dumped = await dump(database)
    if (dumped !== undefined) expect(await madeBy(dumped)).toEqual(made)
  })

  it('of every kind there is', async () => {
    const { major } = await testServer()
    const script = everything(major)
    const { database } = await loaded(script)
    onTestFinished(async () => {
      await database.query('drop subscription nothing')
    })
    const listing = await listingOf(database)
    expect(await madeBy(script)).toEqual(listing)
    expect([...new Set(listing.map(kindOf))]).toEqual(kinds)
    const dumped = await dump(database)
    if (dumped !== undefined) expect(await madeBy(dumped)).toEqual(listing)
  })
})

it('a database loaded from a script whose indexes have no names is adopted', async () => {
  const { verbs } = await loaded(`create table orders (id serial primary key, user_id int, note text);
    create index on orders (user_id); create index on orders (lower(note)); create index on orders (user_id);`)
  const { did, state } = await verbs.init()
  expect([did, state]).toMatchObject(['adopted', { matching: true, missing: [], extra: [] }])
})

describe('what an extension owns', () => {
  it('leaves a database empty, with the schemas that are there for extensions only', async () => {
    const project = await makeProject()
    const database = await makeDatabase()
    await database.query(`create schema ext; create extension tablefunc schema ext; create extension hstore schema ext;
      create extension unaccent; create extension intarray;`)
    expect(await listingOf(database)).toEqual([])
    expect((await project.on(database).init()).did).toBe('ran init script')
  })

  it('does not hide what has the same name or the same schema', async () => {
    const database = await makeDatabase()
    await database.query(`create schema ext; create extension citext schema ext; create domain ext.d as text;
      create function public.lower(integer) returns integer language sql as 'select 1';
      create extension hstore; create function public.hstore(integer) returns integer language sql as 'select 1';`)
    const own = ['domain ext.d', 'function public.hstore', 'function public.lower', 'schema ext']
    expect(await listingOf(database)).toEqual(own)
  })
})

it('a dump of a tracked database tells the place where it makes the tracking', async ({ skip }) => {
  const project = await makeProject()
  const database = await makeDatabase()
  await project.on(database).init()
  const dumped = await dump(database)
  if (dumped === undefined) return skip('no pg_dump here is new enough')
  const place = await findSchemaMade(itemsOf(dumped), 'plinth')
  expect(dumped.split('\n')[(place?.line ?? 0) - 1]).toBe('CREATE SCHEMA plinth;')
  const without = await dump(database, '--exclude-schema=plinth')
  expect(await findSchemaMade(itemsOf(without ?? ''), 'plinth')).toBeUndefined()
})

const kinds = [
  'access method',
  'aggregate',
  'collation',
  'conversion',
  'domain',
  'event trigger',
  'foreign data wrapper',
  'foreign table',
  'function',
  'index',
  'language',
  'materialized view',
  'operator',
  'operator class',
  'operator family',
  'policy',
  'procedure',
  'publication',
  'rule',
  'schema',
  'sequence',
  'server',
  'statistics',
  'table',
  'text search configuration',
  'text search dictionary',
  'text search parser',
  'text search template',
  'trigger',
  'type',
  'view',
]

function kindOf(line: string): string {
  return kinds.filter((kind) => line.startsWith(`${kind} `)).sort((a, b) => b.length - a.length)[0] ?? line
}

/** A script with every form of CREATE: what is listed, and what neither side lists. */
const everything = (major: number) => `
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
