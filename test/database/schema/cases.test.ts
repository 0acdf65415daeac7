import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Session } from '../../../src/database/database.ts'
import { queryOnce, testServer, type TestDatabase } from '../../support/server.ts'
import { findPgDump, type PgDump } from '../psql/pg-dump.ts'
import { open } from '../session/open.ts'
import { openDatabase, openTransaction } from './case-place.ts'
import { runCase } from './case-run.ts'
import { caseNames, readCase } from './schema-case.ts'

/** `dumped`: each case in databases of its own, where all is committed, and judged by pg_dump. */
const isDumped = process.env['PLINTH_TEST_CASES'] === 'dumped'
const { major, url } = await testServer()
const all = await Promise.all(caseNames().map(readCase))
const cases = all.filter(({ asked }) => asked === undefined)
const roles = ['case_owner', 'case_reader', 'case_writer']

let database: TestDatabase
let session: Session
let pgDump: PgDump | undefined

beforeAll(async () => {
  pgDump = await findPgDump(major)
  database = await (await testServer()).createDatabase()
  session = await open(database.url)
  await session.run(roles.map((role) => `create role ${role}`).join(';'))
})

afterAll(async () => {
  await session.close()
  await database.drop()
  await queryOnce(url, roles.map((role) => `drop role ${role}`).join(';'))
})

/** Transactions of one session come one after the other; databases do not know of each other. */
const each = isDumped ? test.concurrent : test

describe('the plan of a change makes what is wanted, and leads back', () => {
  each.for(cases)('$name', async (one, { skip, expect }) => {
    if (major < one.firstMajor) return skip(`PostgreSQL ${one.firstMajor} is needed`)
    let run = isDumped ? undefined : await runCase(one, () => openTransaction(session))
    // What cannot be one transaction is committed.
    if (run?.isTransactional !== true) run = await runCase(one, () => openDatabase(pgDump))
    if (one.isLeft) expect(run.sections).toContain('-- TO DO by hand: ')
    else expect(run.wrong.join('\n')).toBe('')
    // How the server writes an expression, and what it names, depends on its major version.
    if (major === 18) await expect(run.sections).toMatchFileSnapshot(join(one.folder, 'migration.sql'))
  })

  test('pg_dump was the judge', ({ skip }) => {
    if (!isDumped) skip('PLINTH_TEST_CASES=dumped lets it judge')
    expect(pgDump).toBeDefined()
  })
})

test('there are hundreds', () => {
  expect(all.length).toBeGreaterThan(250)
})
