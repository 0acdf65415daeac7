import { existsSync, readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { example, makeDatabase } from '../../support/project.ts'
import { queryOnce, testServer, type TestDatabase } from '../../support/server.ts'
import { hardTexts, largeObjects, richData } from './rich-data.ts'
import { extensions, richSchema } from './rich-schema.ts'
import {
  dumpOf,
  expectRoundTrip,
  expectSame,
  load,
  major,
  pgDumpMajor,
  serverUrl,
  versions,
} from './round-tripping.ts'

describe.skipIf(pgDumpMajor === undefined)(`a dump of everything, ${versions}`, () => {
  const role = `plinth_round_trip_${process.pid}`
  let source: TestDatabase
  beforeAll(async () => {
    await queryOnce(serverUrl, `create role ${role}`)
    source = await (await testServer()).createDatabase()
    await source.query(richSchema(major, role))
    await source.query(richData(hardTexts(numbers())))
    await addExtensions()
  })
  afterAll(async () => {
    await source?.drop()
    await queryOnce(serverUrl, `drop role ${role}`)
  })

  async function addExtensions(): Promise<void> {
    const available = new Set(
      (await source.query('select name from pg_available_extensions')).map((row) => row['name']),
    )
    await source.query('create schema ext')
    for (const name of extensions.filter((name) => available.has(name)))
      await source.query(`create extension if not exists ${name} schema ext cascade`)
    if (available.has('citext'))
      await source.query(`comment on extension citext is 'mine; now'; create table ext.cased (a ext.citext);
        insert into ext.cased values ('A;')`)
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
  test.each(variants.map((options) => [options.join(' ') || 'without options', options] as const))(
    '%s',
    async (name, options) => {
      // pg_dump 13 writes DEFAULT for a generated column; only a server from 14 on takes that in several rows.
      if (name.startsWith('--rows') && major < 14)
        await source.query('alter table app.people drop column if exists full_name')
      const dump = await expectRoundTrip(source, options)
      expect(dump.length).toBeGreaterThan(40_000)
    },
  )

  test('in parts', () => expectRoundTrip(source, [], { transaction: 'in parts' }))

  test('schema and data in files of their own', async () => {
    const loaded = await load('\\ir before.sql\n\\ir data.sql\n\\ir after.sql\n', {
      files: {
        'before.sql': await dumpOf(source, ['--section=pre-data']),
        'data.sql': await dumpOf(source, ['--section=data']),
        'after.sql': await dumpOf(source, ['--section=post-data']),
      },
    })
    expectSame(await dumpOf(source), await dumpOf(loaded))
  })

  test('--data-only --disable-triggers after --schema-only', async () => {
    const options = ['--data-only', '--disable-triggers']
    const data = await dumpOf(source, options)
    const loaded = await load('\\ir schema.sql\n\\ir data.sql\n', {
      files: { 'schema.sql': await dumpOf(source, ['--schema-only']), 'data.sql': data },
    })
    expectSame(data, await dumpOf(loaded, options))
  })

  test('with CRLF line ends', async () => {
    const dump = await dumpOf(source, ['--schema-only', '--no-comments'])
    const lines = dump.toString('latin1').replaceAll('\r', '')
    await load(Buffer.from(lines.replaceAll('\n', '\r\n'), 'latin1'))
  })

  test('--use-set-session-authorization', async () => {
    const small = await makeDatabase()
    await small.query(`create schema s authorization ${role}; create table s.t (a int); create table u (a int);
      alter table s.t owner to ${role}; insert into s.t values (1)`)
    const into = await makeDatabase()
    await queryOnce(serverUrl, `grant create on database ${into.name} to ${role}`)
    const dump = await expectRoundTrip(small, ['--use-set-session-authorization'], { into })
    expect(dump.toString()).toContain(`SET SESSION AUTHORIZATION '${role}'`)
  })
})

/** Always the same numbers. */
function numbers(): () => number {
  let state = 20260101
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
}

describe.skipIf(pgDumpMajor === undefined)(`a dump, ${versions}`, () => {
  test('of the example project', async () => {
    const script = await readFile(join(example, 'sql', 'init.sql'))
    // IS DISTINCT FROM names no schema for its operator, so the trigger users_audit is another one once it was dumped and loaded.
    const source = await load(await dumpOf(await load(script)))
    await expectRoundTrip(source)
    await expectRoundTrip(source, ['--inserts'])
  })

  test.each([[[]], [['--inserts']], [['--clean', '--if-exists']]])(
    'of large objects, with %j',
    async (options) => {
      const source = await makeDatabase()
      await source.query(largeObjects())
      await expectRoundTrip(source, options)
    },
  )

  test('of large objects, in parts', async () => {
    const source = await makeDatabase()
    await source.query(largeObjects())
    await expectRoundTrip(source, [], { transaction: 'in parts' })
  })

  test('of a subscription', async () => {
    const makeWithSubscription = async () => {
      const database = await makeDatabase()
      const drop =
        'alter subscription sub disable; alter subscription sub set (slot_name = none); drop subscription sub'
      // Else the database cannot be dropped.
      onTestFinished(() =>
        database.query(drop).then(
          () => {},
          () => {},
        ),
      )
      return database
    }
    const source = await makeWithSubscription()
    await source.query(
      `create subscription sub connection 'host=127.0.0.1 port=1 dbname=''x;y''' publication "p;1" with (connect = false, slot_name = 's1')`,
    )
    await expectRoundTrip(source, [], { into: await makeWithSubscription() })
  })

  test.skipIf((pgDumpMajor ?? 0) < 18)('with --statistics', async () => {
    const source = await makeDatabase()
    // So few rows that autovacuum does not analyse them.
    await source.query(`create table t (a int, b text); insert into t select i, 'x;''' || i from generate_series(1, 20) i;
      create index on t (lower(b)); analyze t`)
    const dump = await expectRoundTrip(source, ['--statistics'])
    if (major >= 18) expect(dump.toString()).toContain('pg_restore_relation_stats')
  })

  test('with --create is refused', async () => {
    const dump = await dumpOf(await makeDatabase(), ['--create'])
    await expect(load(dump)).rejects.toThrow(/\\connect|CREATE DATABASE/)
  })
})

interface SchemaPair {
  readonly id: string
  readonly setup: string
  readonly a: string
  readonly b: string
}

const corpus = join(example, '..', 'shared', 'corpora', 'schema-diff-pairs.json')
const pairs = existsSync(corpus) ? (JSON.parse(readFileSync(corpus, 'utf8')) as readonly SchemaPair[]) : []
if (pairs.length === 0) console.warn(`SKIPPED: no public schemas at ${corpus}`)
/** Every so-many-th pair; 1 takes all 600, for a quarter of an hour. */
const stride = Number(process.env['PLINTH_ROUND_TRIP_STRIDE'] ?? 20)
const ofServer = /\b(?:create|alter|drop)\s+(?:role|user|group|tablespace|database|subscription)\b/i
const chosen = pairs
  .filter(({ setup, a, b }) => !ofServer.test(setup + a + b))
  .filter((_, i) => i % stride === 0)

describe.skipIf(pgDumpMajor === undefined || chosen.length === 0)(`public schemas, ${versions}`, () => {
  test.each(chosen.map((pair) => [pair.id, pair] as const))('%s', async (_id, { setup, a, b }) => {
    for (const text of new Set([a, b])) {
      const source = await makeDatabase()
      const built = await source.query(`${setup};\n${text}`).then(
        () => true,
        () => false,
      )
      if (built) await expectRoundTrip(source)
    }
  })
})
