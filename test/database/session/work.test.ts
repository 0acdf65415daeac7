import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Session, Work } from '../../../src/database/database.ts'
import { postgresDatabase } from '../../../src/database/postgres/postgres.ts'
import { testServer, type TestDatabase } from '../../support/server.ts'
import { codeOf, eventually, open } from './open.ts'

// The callers of these reads swallow their errors, for they only help: a query that a major version does not know would never be noticed.

const { readWork, readNames } = postgresDatabase('plinth')
let database: TestDatabase
let watcher: Session

beforeAll(async () => {
  database = await (await testServer()).createDatabase()
  await database.query('create table t (id int)')
  watcher = await open(database.url)
})
afterAll(async () => {
  await watcher?.close()
  await database?.drop()
})

/** What `statement` is at in a session of its own, as soon as that is something; it is ended then. */
async function workOf(run: (session: Session) => Promise<unknown>): Promise<Work | undefined> {
  const session = await open(database.url)
  const running = codeOf(run(session))
  let work: Work | undefined
  try {
    await eventually(async () => {
      work = await readWork(watcher, session.backendPid)
      return work !== undefined
    })
  } finally {
    await database.query(`select pg_terminate_backend(${session.backendPid})`)
    expect(await running).toBe('E_CONNECTION_LOST')
    await session.close()
  }
  return work
}

describe('what a backend is at', () => {
  test('nothing that is known', async () => {
    expect(await readWork(watcher, watcher.backendPid)).toBeUndefined()
  })

  test('waiting for a lock: who has it', async () => {
    const holder = await open(database.url, {}, { applicationName: 'holder' })
    await holder.begin()
    await holder.run('lock table t')
    const work = await workOf((session) => session.run('alter table t add column more text'))
    expect(work).toMatchObject({ phase: undefined, done: undefined, total: undefined })
    expect(work?.blockers).toEqual([
      expect.stringMatching(new RegExp(`^pid ${holder.backendPid} \\(\\w+, holder, idle in transaction\\)$`)),
    ])
    await holder.rollback()
    await holder.close()
  })

  test('making an index: which one and how far', async () => {
    const holder = await open(database.url)
    await holder.begin()
    await holder.run('insert into t values (1)')
    const work = await workOf((session) => session.run('create index concurrently t_id on t (id)'))
    expect(work?.phase).toMatch(
      /^creating the index (t_id|-|0): (initializing|waiting for writers before build)$/,
    )
    await holder.rollback()
    await holder.close()
  })

  test('a COPY: known to the server from PostgreSQL 14 on', async () => {
    const { major } = await testServer()
    let stop = () => {}
    const stopped = new Promise<void>((resolve) => (stop = resolve))
    const stalling = async function* () {
      yield Buffer.from('1\n2\n')
      await stopped
    }
    if (major >= 14) {
      const work = await workOf((session) => session.copyIn('copy t from stdin', stalling()))
      expect(work?.phase).toMatch(/^copying into t: \d+ rows$/)
      return stop()
    }
    const session = await open(database.url)
    const copying = session.copyIn('copy t from stdin', stalling())
    const copies = `select from pg_stat_activity where pid = ${session.backendPid} and state = 'active' and query ~ '^copy'`
    await eventually(async () => (await database.query(copies)).length === 1)
    expect(await readWork(watcher, session.backendPid)).toBeUndefined()
    stop()
    await copying
    await session.close()
  })
})

test.each([
  ['relation', 't'],
  ['column', 'id'],
  ['function', 'now'],
  ['object', 'work_mem'],
] as const)('names that exist: %s', async (kind, name) => {
  expect(await readNames(watcher, kind)).toContain(name)
})
