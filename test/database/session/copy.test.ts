import { afterAll, beforeAll, beforeEach, afterEach, expect, test } from 'vitest'
import type { Session } from '../../../src/database/database.ts'
import { testServer, type TestDatabase } from '../../support/server.ts'
import { chunks, failureOf, open } from './open.ts'

let database: TestDatabase
let session: Session

beforeAll(async () => {
  database = await (await testServer()).createDatabase()
  await database.query(`
    create table t (id int primary key, v text);
    create table guarded (id int);
    create function refuse() returns trigger language plpgsql as $$ begin raise exception 'no %', new.id using errcode = 'P0042'; end $$;
    create trigger guard before insert on guarded for each row execute function refuse();
    create table deferred (id int references t deferrable initially deferred)`)
})
afterAll(() => database.drop())
beforeEach(async () => {
  session = await open(database.url)
})
afterEach(() => session.close())

const long = Array.from({ length: 50_000 }, (_, i) => `${i + 10}\tvalue ${i}\n`)

const failures: readonly (readonly [string, string, readonly string[], string])[] = [
  ['a bad first row', 'copy t from stdin', ['x\ty\n', '1\ta\n'], '22P02'],
  [
    'a bad row in the middle',
    'copy t from stdin',
    [...long.slice(0, 25_000), 'x\ty\n', ...long.slice(25_000)],
    '22P02',
  ],
  ['a bad last row', 'copy t from stdin', [...long, 'x\ty\n'], '22P02'],
  ['a bad row alone', 'copy t from stdin', ['x\ty\n'], '22P02'],
  ['a last line without its columns', 'copy t from stdin', ['1\ta\n2'], '22P04'],
  ['a duplicate key', 'copy t from stdin', ['1\ta\n', '1\tb\n'], '23505'],
  ['a missing table', 'copy nowhere from stdin', ['1\n'], '42P01'],
  ['a missing table and much data', 'copy nowhere from stdin', long, '42P01'],
  ['a syntax error', 'copy t frm stdin', ['1\n'], '42601'],
  ['an error in a trigger', 'copy guarded from stdin', ['1\n', '2\n'], 'P0042'],
  ['bytes that are not UTF-8', 'copy t from stdin', ['1\tinvalid\n'], '22021'],
]

for (const [what, statement, data, sqlState] of failures) {
  for (const inside of [true, false]) {
    test(`${what} ${inside ? 'in a transaction' : 'alone'}: the SQLSTATE, and a usable session`, async () => {
      if (inside) await session.begin()
      const source = sqlState === '22021' ? bytes(Buffer.from([0x31, 0x09, 0xff, 0x0a])) : chunks(...data)
      const failure = await failureOf(session.copyIn(statement, source))
      expect(failure).toMatchObject({ code: 'E_SQL', sqlState })
      if (inside) await session.rollback()
      expect(await session.query('select count(*)::int as n from t')).toEqual([{ n: 0 }])
      expect(await session.run('select 1; select 2')).toEqual({ command: 'SELECT', count: 1 })
      await session.begin()
      await session.copyIn('copy t from stdin', chunks('1\ta\n'))
      expect(await session.query('select v from t')).toEqual([{ v: 'a' }])
      await session.rollback()
    })
  }
}

async function* bytes(data: Buffer): AsyncGenerator<Uint8Array> {
  yield data
}

test('a COPY without data, and one without a last line end', async () => {
  await session.begin()
  await session.copyIn('copy t from stdin', chunks())
  await session.copyIn('copy t from stdin', chunks('1\ta\n2\tb'))
  expect(await session.query('select id from t order by id')).toEqual([{ id: 1 }, { id: 2 }])
  await session.rollback()
})

test('a COPY of several MB arrives whole', async () => {
  await session.begin()
  const line = 'x'.repeat(1000)
  const many = async function* () {
    for (let i = 0; i < 8000; i++) yield Buffer.from(`${i}\t${line}\n`)
  }
  await session.copyIn('copy t from stdin', many())
  expect(await session.query('select count(*)::int as n, sum(length(v))::int as size from t')).toEqual([
    { n: 8000, size: 8_000_000 },
  ])
  await session.rollback()
})

test('data that fails: its own error, nothing inserted, a usable session', async () => {
  const broken = async function* () {
    yield Buffer.from('1\ta\n')
    throw new Error('the disk is gone')
  }
  const failure = await failureOf(session.copyIn('copy t from stdin', broken()))
  expect(failure?.message).toContain('the disk is gone')
  expect(await session.query('select count(*)::int as n from t')).toEqual([{ n: 0 }])
})

test('a constraint that is checked at COMMIT fails commit()', async () => {
  await session.begin()
  await session.copyIn('copy deferred from stdin', chunks('99\n'))
  expect(await failureOf(session.commit())).toMatchObject({ code: 'E_SQL', sqlState: '23503' })
  await session.rollback()
  expect(await session.query('select count(*)::int as n from deferred')).toEqual([{ n: 0 }])
})

test('COPY in the text of run(): no data is refused, output is dropped', async () => {
  expect(await failureOf(session.run('copy t from stdin'))).toMatchObject({
    code: 'E_SQL',
    sqlState: '57014',
  })
  await session.run('copy (select repeat($$x$$, 1000) from generate_series(1, 20000)) to stdout')
  const broken = session.run('copy (select 1 / (500 - i) from generate_series(1, 1000) i) to stdout')
  expect(await failureOf(broken)).toMatchObject({ code: 'E_SQL', sqlState: '22012' })
  expect(await session.query('select 1 as one')).toEqual([{ one: 1 }])
})
