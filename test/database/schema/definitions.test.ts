import { afterAll, describe, expect, test } from 'vitest'
import { readConnectionSettings } from '../../../src/database/postgres/connection.ts'
import { readSchema } from '../../../src/database/postgres/catalog/read-schema.ts'
import { openSession } from '../../../src/database/postgres/session.ts'
import type { Session } from '../../../src/database/database.ts'
import { keyOf, type Schema } from '../../../src/schema/schema.ts'
import { realWorld } from '../../../src/world.ts'
import { testServer, type TestDatabase } from '../../support/server.ts'
import { everything } from './everything.ts'

const server = await testServer()

/** Whatever decides how an index or a constraint is written; the reader writes by itself what is plain. */
const plainAndNot = String.raw`
create schema "order";
create schema s;
create domain s.code as text;
create domain s.small as int;
create type s.mood as enum ('a', 'b');
create type s.pair as (a int, b text);
create collation s.coll (locale = 'C');
create table s.t (id bigint, "select" int, "Big" text, "a""b" text, "1st" int, between_ int, "between" int, "naïve" text, v varchar(20), c char(3), code s.code, small s.small,
  mood s.mood, pair s.pair, arr int[], j jsonb, n numeric(10, 2), ts timestamptz, own text collate s.coll, cc text collate "C", point point, rng int4range, inet inet, name name, oid oid, u uuid, tsv tsvector, "$x" int, x$y int);
create index plain on s.t (id);
create index "Odd ""name" on s.t ("select", "Big", "a""b", "1st", between_, "between", "naïve", "$x", x$y);
create unique index one on s.t (id, v) include (j, n);
create index strings on s.t (v, c, code, name, own, cc);
create index numbers on s.t (small, mood, pair, arr, n, ts, inet, oid, u, rng);
create index orders on s.t (id desc, "select" desc nulls last, ts nulls first, n);
create index patterns on s.t (v varchar_pattern_ops, "Big" text_pattern_ops, cc text_pattern_ops, code text_pattern_ops);
create index pattern on s.t ("Big" text_pattern_ops);
create index collated on s.t ("Big" collate "C", own collate "default", cc collate s.coll, code collate "C");
create index expressions on s.t (lower("Big"), (id + 1), id);
create index partial on s.t (id) where "select" > 1 and "Big" <> 'x''y';
create index parted on s.t (v) where v = 'x';
create index hashed on s.t using hash (id);
create index gin1 on s.t using gin (j);
create index gin2 on s.t using gin (j jsonb_path_ops);
create index gin3 on s.t using gin (arr, tsv);
create index gist1 on s.t using gist (point, rng);
create index gist2 on s.t using gist (inet inet_ops);
create index gist3 on s.t using gist (tsv tsvector_ops (siglen = 100));
create index gist4 on s.t using gist (tsv);
create index spgist on s.t using spgist (point);
create index brin1 on s.t using brin (id, ts) with (pages_per_range = 7);
create index options on s.t (id) with (fillfactor = 70);
create table s.p (a int, b int, at date, primary key (a, at)) partition by range (at);
create table s.p1 partition of s.p for values from ('2020-01-01') to ('2021-01-01');
create index on s.p (b);
create unique index on s.p (at, b);
create materialized view s.m as select 1 as a, 'x'::text as b;
create index on s.m (b);
create table "order"."table" ("user" int primary key, a int, b int, "C" int, unique (a, "C"), constraint "Ünique" unique (b) include (a), exclude (a with =), check (a > 0 or "C" is null));
create table s.r (a int, b int, c int references "order"."table", d int unique deferrable initially deferred);
alter table s.r add foreign key (a, b) references "order"."table" (a, "C") on update cascade on delete set null,
  add constraint fd foreign key (b) references "order"."table" on update restrict on delete set default,
  add constraint ff foreign key (a, b) references "order"."table" (a, "C") match full,
  add constraint fe foreign key (b) references "order"."table" deferrable,
  add constraint fi foreign key (b) references "order"."table" on delete cascade initially deferred deferrable,
  add constraint fn foreign key (c) references "order"."table" on delete cascade not valid,
  add constraint fo foreign key (c) references "order"."table" on delete cascade,
  add constraint fp foreign key (a) references "order"."table" on delete restrict;
create table s.pf (a int, at date, foreign key (a, at) references s.p);
`

const later: readonly (readonly [since: number, sql: string])[] = [
  [15, 'create unique index same on s.t (id) nulls not distinct'],
  [15, 'alter table s.r add constraint un unique nulls not distinct (a)'],
  [
    15,
    'alter table s.r add constraint fc foreign key (a, b) references "order"."table" (a, "C") on delete set null (a)',
  ],
  [
    18,
    'create table s.w (id int4range, at daterange, primary key (id, at without overlaps)); alter table s.r add constraint fx foreign key (c) references "order"."table" not enforced',
  ],
]

async function open(url: string): Promise<Session> {
  const settings = await readConnectionSettings({ url, from: 'test', env: {} }, realWorld())
  return openSession(settings, { applicationName: 'test' })
}

/** The schema, and of how many objects the server was asked to write the definition. */
async function readCounting(url: string): Promise<{ readonly schema: Schema; readonly asked: number }> {
  const session = await open(url)
  let asked = 0
  const counting = new Proxy(session, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target)
      if (name !== 'query') return typeof value === 'function' ? (value.bind(target) as unknown) : value
      return (sql: string) => {
        const [, oids] = /def\(o\.oid\) as definition from pg_catalog\.unnest\('{([\d,]+)}'/.exec(sql) ?? []
        asked += oids?.split(',').length ?? 0
        return target.query(sql)
      }
    },
  })
  try {
    return { schema: await readSchema(counting), asked }
  } finally {
    await session.close()
  }
}

interface Definition {
  readonly schema: string
  readonly relation: string | null
  readonly name: string
  readonly definition: string
}

const definitions = `select n.nspname as schema, null as relation, c.relname as name, pg_get_indexdef(c.oid) as definition from pg_index x join pg_class c on c.oid = x.indexrelid
    join pg_namespace n on n.oid = c.relnamespace where n.nspname !~ '^pg_' and not exists (select from pg_constraint k where k.conindid = c.oid and k.contype in ('p', 'u', 'x'))
  union all select n.nspname, c.relname, k.conname, pg_get_constraintdef(k.oid) from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_namespace n on n.oid = c.relnamespace
    where n.nspname not in ('pg_catalog', 'information_schema') and k.contype in ('p', 'u', 'x', 'c', 'f') and not (k.contype = 'f' and k.conparentid <> 0)`

/** What the server writes of each, without what is a facet of its own. */
async function definitionsAt(url: string): Promise<readonly Definition[]> {
  const session = await open(url)
  try {
    await session.run('set search_path = pg_catalog')
    const rows = (await session.query(definitions)) as unknown as readonly Definition[]
    return rows.map((row) => ({
      ...row,
      definition: row.definition.replace(/ WITH \((?:fillfactor|pages_per_range)[^)]*\)/, ''),
    }))
  } finally {
    await session.close()
  }
}

function definitionIn({ facts }: Schema, { schema, relation, name }: Definition): string | undefined {
  const key =
    relation === null ? keyOf('index', [schema, name]) : keyOf('constraint', [schema, relation, name])
  const fact = facts.get(key)
  return fact?.kind === 'index' || fact?.kind === 'constraint' ? fact.facets.definition : undefined
}

describe('definitions of indexes and constraints', () => {
  const made: TestDatabase[] = []
  const build = async (...scripts: readonly string[]) => {
    const database = await server.createDatabase()
    made.push(database)
    for (const sql of scripts) await database.query(sql)
    return database
  }
  afterAll(async () => {
    for (const database of made) await database.drop()
  })

  test.each([
    [
      'plain and not plain',
      [plainAndNot, ...later.flatMap(([since, sql]) => (server.major < since ? [] : [sql]))],
    ],
    ['of a schema that has everything', [everything]],
  ])('%s are those that the server writes', async (_, scripts) => {
    const { url } = await build(...scripts)
    const [{ schema }, wanted] = [await readCounting(url), await definitionsAt(url)]
    expect(wanted.length).toBeGreaterThan(2)
    expect(wanted.map((one) => ({ ...one, definition: definitionIn(schema, one) }))).toEqual(wanted)
  })

  test('the server is asked for one of each form only', async () => {
    const tables = Array.from(
      { length: 40 },
      (_, i) => `create table t${i} (id int primary key, a text, b int references t${Math.max(0, i - 1)});
        create index on t${i} (a); create index on t${i} (b, a) where b > ${i}; create index on t${i} (a text_pattern_ops)`,
    )
    const { url } = await build(tables.join(';'))
    const { asked, schema } = await readCounting(url)
    const wanted = await definitionsAt(url)
    expect(wanted).toHaveLength(200)
    expect(wanted.map((one) => ({ ...one, definition: definitionIn(schema, one) }))).toEqual(wanted)
    // Those with an operator class, and few others.
    expect(asked).toBeGreaterThanOrEqual(40)
    expect(asked).toBeLessThan(50)
  })
})
