import { existsSync, readFileSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { example, makeDatabase, makeProject } from '../../support/project.ts'
import { queryOnce, testServer, type TestDatabase } from '../../support/server.ts'
import { comparable, findPgDumps, type PgDump } from './pg-dump.ts'
import { hardTexts, largeObjects, richData } from './rich-data.ts'
import { extensions, richSchema } from './rich-schema.ts'

/** Dump, load with Plinth, dump again: the two dumps are the same, byte for byte. With every pg_dump that can dump the server. */
const { major, url: serverUrl } = await testServer()
const pgDumps = await findPgDumps(major)
if (pgDumps.length === 0)
  console.warn(
    `SKIPPED: no pg_dump for PostgreSQL ${major}, dumps are not loaded: node scripts/install-psql.mjs, or set PLINTH_TEST_PG_DUMP`,
  )
const newest = pgDumps.slice(-1)

const role = `plinth_round_trip_${process.pid}`
/** The records of Plinth itself. */
const ownSchema = '--exclude-schema=plinth'

/** Loads a script into an empty database, which is dropped when the test ends. */
async function load(
  script: Buffer | string,
  files: Readonly<Record<string, Buffer>> = {},
  into?: TestDatabase,
) {
  const database = into ?? (await makeDatabase())
  const project = await makeProject()
  await writeFile(join(project.folder, 'sql', 'init.sql'), script)
  for (const [name, content] of Object.entries(files))
    await writeFile(join(project.folder, 'sql', name), content)
  const result = await project.on(database).init()
  expect(result.did).toBe('ran init script')
  return database
}

/** Dumps, loads, dumps again, and compares. Returns the dump. */
async function expectRoundTrip(
  pgDump: PgDump,
  source: { url: string },
  options: readonly string[],
  into?: TestDatabase,
): Promise<Buffer> {
  const dump = await pgDump.dump(source.url, [ownSchema, ...options])
  const loaded = await load(dump, {}, into)
  expectSame(dump, await pgDump.dump(loaded.url, [ownSchema, ...options]))
  return dump
}

/** Shows the first line that differs: whole dumps are too long for a message. */
function expectSame(one: Buffer, other: Buffer): void {
  const [before, after] = [comparable(one), comparable(other)]
  if (before === after) return
  const [lines, others] = [before.split('\n'), after.split('\n')]
  const at = lines.findIndex((line, i) => line !== others[i])
  const around = (all: readonly string[]) =>
    all.slice(Math.max(0, at - 3), at + 4).map((line) => line.slice(0, 300))
  expect(around(others), `from line ${at + 1}`).toEqual(around(lines))
}

async function makeRole(): Promise<void> {
  await queryOnce(serverUrl, `create role ${role}`)
}

/** Always the same numbers. */
function numbers(): () => number {
  let state = 20260101
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
}

describe.skipIf(pgDumps.length === 0)('a dump of everything', () => {
  let source: TestDatabase
  beforeAll(async () => {
    await makeRole()
    source = await (await testServer()).createDatabase()
    await source.query(richSchema(major, role))
    await source.query(richData(hardTexts(numbers())))
    for (const name of await installedExtensions())
      await source.query(
        `create schema if not exists ext; create extension if not exists ${name} schema ext cascade`,
      )
    await source.query(`comment on extension citext is 'mine; now'; create table ext.cased (a ext.citext, b ext.hstore, c ext.ltree);
      insert into ext.cased values ('A;', 'a=>"b;\\"c", d=>NULL', 'a.b.c')`)
  })
  afterAll(async () => {
    await source?.drop()
    await queryOnce(serverUrl, `drop role ${role}`)
  })

  async function installedExtensions(): Promise<readonly string[]> {
    const rows = await source.query('select name from pg_available_extensions')
    const available = new Set(rows.map((row) => row['name']))
    return extensions.filter((name) => available.has(name))
  }

  const variants = [
    [],
    ['--schema-only'],
    ['--inserts'],
    ['--column-inserts'],
    ['--rows-per-insert=7'],
    ['--rows-per-insert=100', '--on-conflict-do-nothing'],
    ['--clean', '--if-exists'],
    ['--no-owner', '--no-privileges'],
    ['--quote-all-identifiers'],
    ['--disable-dollar-quoting'],
    ['--quote-all-identifiers', '--disable-dollar-quoting', '--column-inserts'],
    ['--no-comments', '--no-publications', '--no-security-labels', '--no-subscriptions'],
    ['--load-via-partition-root'],
    ['--extra-float-digits=0'],
    ['--no-unlogged-table-data', '--no-tablespaces'],
  ]

  describe.each(pgDumps.map((pgDump) => [pgDump.version, pgDump] as const))(
    'pg_dump %s',
    (_version, pgDump) => {
      test.each(variants.map((options) => [options.join(' ') || 'without options', options] as const))(
        '%s',
        async (_name, options) => {
          const dump = await expectRoundTrip(pgDump, source, options)
          expect(dump.length).toBeGreaterThan(50_000)
        },
      )

      test('--use-set-session-authorization', async () => {
        const database = await makeDatabase()
        await database.query(`grant create on database ${database.name} to ${role}`)
        await expectRoundTrip(pgDump, source, ['--use-set-session-authorization'], database)
      })

      test('schema and data in files of their own', async () => {
        const section = (name: string) => pgDump.dump(source.url, [ownSchema, `--section=${name}`])
        const loaded = await load('\\ir before.sql\n\\ir data.sql\n\\ir after.sql\n', {
          'before.sql': await section('pre-data'),
          'data.sql': await section('data'),
          'after.sql': await section('post-data'),
        })
        expectSame(await pgDump.dump(source.url, [ownSchema]), await pgDump.dump(loaded.url, [ownSchema]))
      })

      test('--data-only --disable-triggers after --schema-only', async () => {
        const schema = await pgDump.dump(source.url, [ownSchema, '--schema-only'])
        const data = await pgDump.dump(source.url, [ownSchema, '--data-only', '--disable-triggers'])
        const loaded = await load('\\ir schema.sql\n\\ir data.sql\n', {
          'schema.sql': schema,
          'data.sql': data,
        })
        expectSame(data, await pgDump.dump(loaded.url, [ownSchema, '--data-only', '--disable-triggers']))
      })

      test('with CRLF line ends, where no data stands in the script', async () => {
        const dump = await pgDump.dump(source.url, [ownSchema, '--schema-only', '--no-comments'])
        const lines = dump.toString('latin1').replace(/\r/g, '')
        await load(Buffer.from(lines.replaceAll('\n', '\r\n'), 'latin1'))
      })
    },
  )

  test('in parts', async () => {
    for (const pgDump of newest) await expectInParts(pgDump, source)
  })
})

async function expectInParts(pgDump: PgDump, source: TestDatabase): Promise<void> {
  const dump = await pgDump.dump(source.url, [ownSchema])
  const project = await makeProject()
  await writeFile(join(project.folder, 'sql', 'init.sql'), dump)
  const database = await makeDatabase()
  await project.on(database).init({ transaction: 'in parts' })
  expectSame(dump, await pgDump.dump(database.url, [ownSchema]))
}

describe.each(pgDumps.map((pgDump) => [pgDump.version, pgDump] as const))(
  'pg_dump %s',
  (_version, pgDump) => {
    const western =
      "insert into t values ('é;', E'ü\\\\\\n'), ('¿ß', 'ÿ'); comment on table t is 'Ä;''Ö'; create table \"naïve\" (\"ÿ;\" text default 'é'); create function f() returns text language sql as $é$ select 'é' $é$;"
    const japanese =
      "insert into t values ('日本語;', 'ソ表\\能'), ('カタカナ', '—'); comment on table t is '表;''ー'; create table \"表\" (\"ソ\" text default '十');"
    const encodings = [
      ['LATIN1', western],
      ['LATIN9', western],
      ['WIN1252', `${western} insert into t values ('€', '„“')`],
      ['EUC_JP', japanese.replace("'—'", "'x'")],
      ['EUC_KR', "insert into t values ('한국어;', '표\\')"],
      ['KOI8R', "insert into t values ('Привет;', 'я\\')"],
      ['SQL_ASCII', western],
      ['SJIS', japanese.replace("'—'", "'x'")],
      ['GBK', "insert into t values ('中文;', '乗\\')"],
      ['BIG5', "insert into t values ('許功蓋;', '中')"],
      ['UHC', "insert into t values ('한국어;', '똠')"],
      ['GB18030', "insert into t values ('中文;', '😀')"],
    ] as const
    test.each(encodings)('--encoding=%s', async (encoding, sql) => {
      const source = await makeDatabase()
      await source.query(`create table t (a text, b text); ${sql}`)
      await expectRoundTrip(pgDump, source, [`--encoding=${encoding}`])
      await expectRoundTrip(pgDump, source, [`--encoding=${encoding}`, '--inserts'])
    })

    test.each([
      ['LATIN1', western],
      ['EUC_JP', japanese.replace("'—'", "'x'")],
      ['WIN1251', "insert into t values ('Привет;', 'я\\')"],
    ])('a database in %s', async (encoding, sql) => {
      const source = await databaseIn(encoding)
      await source.query(`create table t (a text, b text); ${sql}`)
      await expectRoundTrip(pgDump, source, [], await databaseIn(encoding))
      await expectRoundTrip(pgDump, source, ['--encoding=UTF8'], await databaseIn(encoding))
    })

    test('the example project', async () => {
      const script = await readFile(join(example, 'sql', 'init.sql'))
      // pg_dump writes IS DISTINCT FROM without the schema of its operator, so the first dump of the trigger users_audit is not yet the last.
      const source = await load(await pgDump.dump((await load(script)).url, [ownSchema]))
      await expectRoundTrip(pgDump, source, [])
      await expectRoundTrip(pgDump, source, ['--inserts'])
    })

    test.each([[[]], [['--inserts']], [['--clean', '--if-exists']]])('large objects %j', async (options) => {
      const source = await makeDatabase()
      await source.query(largeObjects())
      await expectRoundTrip(pgDump, source, options)
    })

    test('large objects, in parts', async () => {
      const source = await makeDatabase()
      await source.query(largeObjects())
      await expectInParts(pgDump, source)
    })

    test('a subscription', async () => {
      const source = await makeDatabase()
      const drop =
        'alter subscription sub disable; alter subscription sub set (slot_name = none); drop subscription sub'
      onTestFinished(() =>
        source.query(drop).then(
          () => {},
          () => {},
        ),
      )
      await source.query(
        `create subscription sub connection 'host=127.0.0.1 port=1 dbname=''x;y''' publication "p;1" with (connect = false, slot_name = 's1')`,
      )
      const dump = await pgDump.dump(source.url, [ownSchema])
      const database = await makeDatabase()
      onTestFinished(() =>
        database.query(drop).then(
          () => {},
          () => {},
        ),
      )
      await load(dump, {}, database)
      expectSame(dump, await pgDump.dump(database.url, [ownSchema]))
    })

    test.skipIf(pgDump.major < 18)('--statistics', async () => {
      const source = await makeDatabase()
      await source.query(
        `create table t (a int, b text); insert into t select i, 'x;''' || i from generate_series(1, 20) i; analyze t; create index on t (lower(b)); analyze t`,
      )
      const dump = await expectRoundTrip(pgDump, source, ['--statistics'])
      expect(dump.toString()).toContain(major >= 18 ? 'pg_restore_relation_stats' : 'CREATE TABLE')
    })

    test('--create is refused with a hint', async () => {
      const source = await makeDatabase()
      const dump = await pgDump.dump(source.url, ['--create'])
      await expect(load(dump)).rejects.toThrow(/\\connect|CREATE DATABASE/)
    })
  },
)

async function databaseIn(encoding: string): Promise<TestDatabase> {
  const database = await makeDatabase()
  await queryOnce(serverUrl, `drop database ${database.name}; `)
  await queryOnce(
    serverUrl,
    `create database ${database.name} template template0 encoding '${encoding}' lc_collate 'C' lc_ctype 'C'`,
  )
  return database
}

interface SchemaPair {
  readonly id: string
  readonly setup: string
  readonly a: string
  readonly b: string
}

const corpus = join(example, '..', 'shared', 'corpora', 'schema-diff-pairs.json')
if (!existsSync(corpus)) console.warn(`SKIPPED: no public schemas at ${corpus}`)
/** Every so-many-th pair; 1 takes all 643, which takes a quarter of an hour. */
const stride = Number(process.env['PLINTH_ROUND_TRIP_STRIDE'] ?? 20)

describe.skipIf(!existsSync(corpus)).each(newest.map((pgDump) => [pgDump.version, pgDump] as const))(
  'public schemas, pg_dump %s',
  (_version, pgDump) => {
    const pairs = existsSync(corpus) ? readPairs() : []
    const ofServer = /\b(?:create|alter|drop)\s+(?:role|user|group|tablespace|database|subscription)\b/i
    const chosen = pairs
      .filter(({ setup, a, b }) => !ofServer.test(setup + a + b))
      .filter((_, i) => i % stride === 0)
    test.each(chosen.map((pair) => [pair.id, pair] as const))('%s', async (_id, { setup, a, b }) => {
      for (const text of new Set([a, b])) {
        const source = await makeDatabase()
        const built = await source.query(`${setup};\n${text}`).then(
          () => true,
          () => false,
        )
        if (built) await expectRoundTrip(pgDump, source, [])
      }
    })
  },
)

function readPairs(): readonly SchemaPair[] {
  return JSON.parse(readFileSync(corpus, 'utf8')) as readonly SchemaPair[]
}
