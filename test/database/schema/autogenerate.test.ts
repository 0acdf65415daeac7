import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { testServer } from '../../support/server.ts'
import { findPgDump, type PgDump } from '../psql/pg-dump.ts'
import { runVerb } from './autogenerate-case.ts'
import { caseNames, readCase } from './schema-case.ts'

const { major } = await testServer()
const cases = (await Promise.all(caseNames().map(readCase))).filter(({ asked }) => asked !== undefined)

let pgDump: PgDump | undefined

beforeAll(async () => {
  pgDump = await findPgDump(major)
})

/** The other cases are run without files, in cases.test.ts. */
describe('a migration that is written from a model makes what the model makes, and leads back', () => {
  test.for(cases)('$name', async (one, { skip }) => {
    if (major < one.firstMajor) return skip(`PostgreSQL ${one.firstMajor} is needed`)
    const { sections, wrong } = await runVerb(one, pgDump)
    expect(wrong.join('\n')).toBe('')
    // How the server writes an expression, and what it names, depends on its major version.
    if (major === 18) await expect(sections).toMatchFileSnapshot(join(one.folder, 'migration.sql'))
  })

  test('pg_dump was the judge', ({ skip }) => {
    if (pgDump === undefined) skip('there is no pg_dump that can read this server')
    expect(cases.length).toBeGreaterThan(5)
  })
})
