import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { PlinthEvent, PlinthOptions } from '../../src/index.ts'
import { makeDatabase, makeProject, type TestProject } from './project.ts'
import type { TestDatabase } from './server.ts'

/** Of a migration without a transaction; nine lines. */
export const header = `// Change the users
//
// revision: batch0000001
// revises: ba5e00000000
// created: 2026-01-02T03:04:05Z
// plinth: no-transaction

import type { Transaction } from 'plinth'

`

/** A database and a migration with batches. */
export interface Made {
  readonly project: TestProject
  readonly database: TestDatabase
  readonly path: string
  readonly events: PlinthEvent[]
  /** Writes the code of the migration anew. */
  write(code: string): Promise<void>
  upgrade(options?: Partial<PlinthOptions>): ReturnType<ReturnType<TestProject['on']>['upgrade']>
}

/** The code of a migration up. */
export const upgradeWith = (body: string) => `export async function upgrade(sql: Transaction) {\n${body}\n}\n`

/** A database with what `setUp` makes, and a migration that is to be run. */
export async function made(
  setUp: string,
  code: string,
  { head = header, name = '20260102030405_batches.ts', settings = {} } = {},
): Promise<Made> {
  const project = await makeProject()
  const path = join(project.folder, 'migrations', name)
  const write = (text: string) => writeFile(path, head + text)
  await writeFile(join(project.folder, 'plinth.config.json'), JSON.stringify(settings))
  const database = await makeDatabase()
  await project.on(database).init({ migrate: 'later' })
  await database.query(setUp)
  await write(code)
  const events: PlinthEvent[] = []
  const onEvent = (event: PlinthEvent) => events.push(event)
  return {
    project,
    database,
    path,
    events,
    write,
    upgrade: (options = {}) => project.on(database, { onEvent, ...options }).upgrade(),
  }
}

/** A table with so many rows, each of which counts how often it was changed. */
export const items = (rows: number) =>
  `create table public.items (id bigint primary key, n int not null default 0); insert into public.items select i from generate_series(1, ${rows}) i`
/** The function of batches that counts, as code. */
export const addOne = 'const add = (range: any) => sql`update public.items set n = n + 1 where ${range}`'

/** How many rows were changed how often. */
export const seen = (database: TestDatabase, table = 'public.items') =>
  database.query(`select n, count(*)::int as rows from ${table} group by n order by n`)
/** What is recorded of batches that are not over. */
export const progressOf = (database: TestDatabase) =>
  database.query(
    `select name, value::jsonb - 'over' as value from plinth.settings where name like 'batches:%' order by name`,
  )
export const batchesIn = (events: readonly PlinthEvent[]) =>
  events.flatMap((event) => (event.kind === 'batches' ? [event] : []))
