import { expect } from 'vitest'
import type { TestDatabase } from '../support/server.ts'

/** The database is where it was before a migration that makes the table half_done. */
export async function expectNothingDone(database: TestDatabase): Promise<void> {
  expect(await database.query(`select to_regclass('half_done')::text as name`)).toEqual([{ name: null }])
  expect(await database.query('select revision from plinth.heads')).toEqual([{ revision: 'bbbbbbbbbbbb' }])
}
