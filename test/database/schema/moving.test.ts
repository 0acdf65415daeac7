import { afterAll, describe, expect, test } from 'vitest'
import { readSchema } from '../../../src/database/postgres/catalog/read-schema.ts'
import { keyOf, type Schema } from '../../../src/schema/schema.ts'
import { testServer, type TestDatabase } from '../../support/server.ts'
import { failureOf, open } from '../session/open.ts'

const server = await testServer()
const made: TestDatabase[] = []

async function build(sql: string): Promise<TestDatabase> {
  const database = await server.createDatabase()
  made.push(database)
  await database.query(sql)
  return database
}

afterAll(async () => {
  for (const database of made) await database.drop()
})

const has = ({ facts }: Schema, table: string) => facts.has(keyOf('table', ['public', table]))

describe('in an open transaction', () => {
  test('the snapshot sees what the transaction did, and leaves it and its settings as they were', async () => {
    const session = await open((await build('create table kept (id int)')).url)
    try {
      const settings = `select pg_catalog.current_setting('search_path') as path, pg_catalog.current_setting('datestyle') as dates,
        pg_catalog.current_setting('statement_timeout') as timeout`
      await session.begin()
      await session.run(
        `create table made (id int); drop table kept; set local search_path = made_up; set local datestyle = German`,
      )
      const before = await session.query(settings)
      const schema = await readSchema(session, { transaction: 'open' })
      expect([has(schema, 'made'), has(schema, 'kept')]).toEqual([true, false])
      expect(await session.query(settings)).toEqual(before)
      expect(before[0]).toMatchObject({ path: 'made_up' })
      await session.commit()
      const after = await readSchema(session)
      expect([has(after, 'made'), has(after, 'kept')]).toEqual([true, false])
    } finally {
      await session.close()
    }
  })

  test('one that failed is told of, and stays to be rolled back', async () => {
    const session = await open((await build('create table kept (id int)')).url)
    try {
      await session.begin()
      await session.run('drop table kept')
      await failureOf(session.run('select 1 / 0'))
      expect(await failureOf(readSchema(session, { transaction: 'open' }))).toMatchObject({
        sqlState: '25P02',
      })
      await session.rollback()
      expect(has(await readSchema(session), 'kept')).toBe(true)
    } finally {
      await session.close()
    }
  })

  test('an error while it is read leaves the transaction usable', async () => {
    const database = await build('create table kept (id int)')
    await database.query(unreadableIndex)
    const session = await open(database.url)
    try {
      await session.begin()
      await session.run('create table made (id int)')
      expect(await failureOf(readSchema(session, { transaction: 'open' }))).toMatchObject(moving)
      expect((await session.query(`select pg_catalog.to_regclass('public.made')::text as name`))[0]).toEqual({
        name: 'made',
      })
      await session.commit()
    } finally {
      await session.close()
    }
  })
})

/** An index that names an operator class which is not there: the server cannot write it down, as where one was dropped meanwhile. */
const unreadableIndex = `create index on kept (id);
  update pg_catalog.pg_index set indclass = '4294967290' where indrelid = 'kept'::regclass`

const moving = { code: 'E_SQL', sqlState: 'XX000', message: 'the schema changed each time it was read' }

test('what cannot be read however often it is tried is an error, and leaves no transaction behind', async () => {
  const database = await build('create table kept (id int)')
  await database.query(unreadableIndex)
  const session = await open(database.url)
  try {
    expect(await failureOf(readSchema(session))).toMatchObject(moving)
    expect(
      (await session.query(`select pg_catalog.now() = pg_catalog.statement_timestamp() as outside`))[0],
    ).toEqual({
      outside: true,
    })
  } finally {
    await session.close()
  }
})

test('where an object was gone, all is read anew', async () => {
  const database = await build('create table kept (id int)')
  await database.query(unreadableIndex)
  const session = await open(database.url)
  let rollbacks = 0
  // The session itself; what stands in the way goes when the first attempt is over.
  const watched = new Proxy(session, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target)
      if (name !== 'rollback') return typeof value === 'function' ? (value.bind(target) as unknown) : value
      return async () => {
        await target.rollback()
        if (rollbacks++ === 0)
          await database.query(`delete from pg_catalog.pg_index where indrelid = 'kept'::regclass`)
      }
    },
  })
  try {
    expect(has(await readSchema(watched), 'kept')).toBe(true)
    expect(rollbacks).toBe(2)
  } finally {
    await session.close()
  }
})

test('what another session makes and drops meanwhile is there as a whole or not at all, or the error says why', async () => {
  const database = await build('create table kept (id int)')
  const [reader, other] = [await open(database.url), await open(database.url)]
  let cycles = 0
  const loop = async () => {
    for (; cycles < 60; cycles++) {
      await other.run(`create table passing (id int primary key, n int default 1 check (n > 0)); create index on passing (n) where n > 1;
        create view over_it as select * from passing`)
      await other.run('drop table passing cascade')
    }
  }
  const looping = loop()
  const read = async () => {
    const { facts } = await readSchema(reader)
    expect([0, 6]).toContain(
      [...facts.values()].filter(({ name: [, relation] }) => relation === 'passing').length,
    )
  }
  try {
    do {
      const failure = await failureOf(read())
      if (failure !== undefined) expect(failure).toMatchObject({ code: 'E_SQL', message: moving.message })
    } while (cycles < 60)
    await looping
    expect(has(await readSchema(reader), 'kept')).toBe(true)
  } finally {
    await looping
    await Promise.all([reader.close(), other.close()])
  }
})
