import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { example } from '../../support/project.ts'
import { testServer } from '../../support/server.ts'
import { findPgDump, type PgDump } from '../psql/pg-dump.ts'
import { readCase, runCase } from './autogenerate-case.ts'

const folder = join(example, 'test/database/schema/cases')
const names = readdirSync(folder).sort()

let major: number
let pgDump: PgDump | undefined

beforeAll(async () => {
  major = (await testServer()).major
  pgDump = await findPgDump(major)
})

/** What a newer server only can do. */
const firstMajor: Readonly<Record<string, number>> = {
  standard_sql_functions: 14,
  aggregates_operators_casts: 14,
  unlogged_table_with_logged_sequence: 15,
}

describe('a migration that is written from a model makes what the model makes, and leads back', () => {
  test.for(names)('%s', async (name, { skip }) => {
    if (major < (firstMajor[name] ?? 13)) return skip(`PostgreSQL ${firstMajor[name]} is needed`)
    const { sections, wrong } = await runCase(await readCase(folder, name), pgDump)
    expect(wrong.join('\n')).toBe('')
    // How the server writes an expression, and what it names, depends on its major version.
    if (major === 18) await expect(sections).toMatchFileSnapshot(join(folder, name, 'migration.sql'))
  })

  test('pg_dump was the judge', ({ skip }) => {
    if (pgDump === undefined) skip('there is no pg_dump that can read this server')
    expect(names.length).toBeGreaterThan(25)
  })
})
